// Text that people and their programs hand us: which of it we take.
import { z } from 'zod'

/** Any script, but nothing that deceives a reader or breaks a store: no NUL, no half characters, no direction overrides, not blank. */
export function textSchema(longest: number) {
  return z
    .string()
    .min(1)
    .max(longest)
    .refine((text) => text.trim() !== '', 'must not be blank')
    .refine((text) => !text.includes('\u0000'), 'must not hold a NUL character')
    .refine((text) => text.isWellFormed(), 'must not hold half a character')
    .refine((text) => !/[\u202A-\u202E\u2066-\u2069]/u.test(text), 'must not override the direction of writing')
}
