// Ids: a prefix that names the noun, and 26 characters of Crockford base 32 (contract, Conventions).
import { z } from 'zod'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const prefixes = ['cus', 'acct', 'call', 'prm', 'fup', 'rcp', 'key', 'llm', 'spn', 'dlq', 'note', 'dlv'] as const
export type Prefix = (typeof prefixes)[number]

/** 128 bits as 26 characters, most significant first, so that ids sort as their bytes do. */
export function idFromBytes(prefix: Prefix, bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes.subarray(0, 16)) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let i = 0; i < 26; i++) {
    text = alphabet[Number(bits & 31n)] + text
    bits >>= 5n
  }
  return `${prefix}_${text}`
}

/** @param uuid a UUIDv7, as text: its first 48 bits are the time, so later ids sort after earlier ones */
export function idFromUuid(prefix: Prefix, uuid: string): string {
  const hex = uuid.replaceAll('-', '')
  return idFromBytes(
    prefix,
    Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)),
  )
}

export function idPattern(prefix: Prefix): RegExp {
  return new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`)
}

export const customerIdSchema = z.string().regex(idPattern('cus'))
export const accountIdSchema = z.string().regex(idPattern('acct'))
export const callIdSchema = z.string().regex(idPattern('call'))
export const promiseIdSchema = z.string().regex(idPattern('prm'))
export const followUpIdSchema = z.string().regex(idPattern('fup'))
