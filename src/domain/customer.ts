// A customer as the agent, the rules and the API know one; and the accounts a customer has with one line of business each.
import { z } from 'zod'
import { calendarDateSchema, instantSchema } from './time.ts'

/** What consents and flags mean: compliance/rules.md section 1 (Fields). */
export const consentsSchema = z.strictObject({
  ai_voice: z
    .strictObject({ status: z.enum(['granted', 'revoked', 'none']), scope: z.enum(['collection', 'roadside', 'all']).optional(), at: instantSchema.optional() })
    .optional(),
  sms: z.strictObject({ status: z.enum(['granted', 'revoked', 'none']) }).optional(),
  callback: z
    .array(
      z.strictObject({
        debt_id: z.string(),
        at: instantSchema,
        until: instantSchema.optional(),
        revoked_at: instantSchema.optional(),
        given_to: z.string(),
      }),
    )
    .max(1000)
    .optional(),
  off_hours: z
    .array(z.strictObject({ from: instantSchema, to: instantSchema, given_to: z.string() }))
    .max(1000)
    .optional(),
})
export type Consents = z.infer<typeof consentsSchema>

export const e164Schema = z.string().regex(/^\+[1-9]\d{6,14}$/)
const mediumSchema = z.enum(['voice', 'sms', 'email'])
const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const inconvenientSchema = z.strictObject({
  days: z
    .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
    .min(1)
    .max(7),
  from: clockSchema.optional(),
  to: clockSchema.optional(),
  until: calendarDateSchema.optional(),
})

export const flagsSchema = z.strictObject({
  attorney: z
    .strictObject({
      debts: z.array(z.string()).max(1000).optional(),
      known: z.boolean(),
      consents: z.boolean().optional(),
      unresponsive: z.boolean().optional(),
    })
    .nullable()
    .optional(),
  cease: z
    .array(z.strictObject({ debt_id: z.string(), received_at: instantSchema }))
    .max(1000)
    .optional(),
  no_medium: z.array(mediumSchema).max(3).optional(),
  no_numbers: z.array(e164Schema).max(1000).optional(),
  wrong_numbers: z.array(e164Schema).max(1000).optional(),
  work_numbers: z.array(e164Schema).max(1000).optional(),
  bankruptcy: z.enum(['active', 'discharged', 'dismissed']).nullable().optional(),
  deceased: z.boolean().optional(),
  minor: z.boolean().optional(),
  scra: z.boolean().optional(),
  home_inconvenient: z.array(e164Schema).max(1000).optional(),
  inconvenient: z.array(inconvenientSchema).max(1000).optional(),
})
export type Flags = z.infer<typeof flagsSchema>

export const addressSchema = z.strictObject({
  line1: z.string().max(200).optional(),
  city: z.string().max(100).optional(),
  state: z.string().max(50).optional(),
  postal_code: z.string().max(20).optional(),
  country: z.string().regex(/^[A-Z]{2}$/),
})
export type Address = z.infer<typeof addressSchema>

export type Customer = {
  id: string
  name: string
  /** E.164, as are `other_phones`. */
  phone: string
  other_phones: string[]
  email: string | null
  language: string
  time_zone: string | null
  time_zone_source: 'consumer_stated' | 'creditor_file' | null
  address: Address | null
  external_id: string | null
  consents: Consents
  flags: Flags
  /** Grows with every change of consents or flags: of two copies the higher one is obeyed. */
  obey_version: number
  created_at: string
  updated_at: string
}

/** The debt fields of compliance/rules.md section 1 that an account carries beside its facts. */
export const debtSchema = z.strictObject({
  kind: z.string().max(50).optional(),
  status: z.enum(['open', 'paid', 'settled', 'sold', 'recalled']).optional(),
  dispute: z.enum(['open', 'answered']).nullable().optional(),
  time_barred: z.boolean().optional(),
  medical_notice_at: instantSchema.optional(),
  initial_comm_at: instantSchema.optional(),
  notice_sent_at: instantSchema.optional(),
})
export type Debt = z.infer<typeof debtSchema>

export type Account = {
  id: string
  customer_id: string
  pack: string
  external_id: string | null
  /** In the shape of the pack's facts schema, checked at the door. */
  facts: Record<string, unknown>
  debt: Debt
  created_at: string
  updated_at: string
}
