// Proves that a webhook was sent by the provider, to us, a short while ago. Nothing unverified is parsed.
import { err, ok, type Result } from '../domain/result.ts'
import { type Instant, minute } from '../domain/time.ts'
import { hmacKey } from './hmac-key.ts'

/** The provider's own tolerance; it holds in both directions here, since a clock that runs ahead is no better a witness. */
const toleranceMs = 30 * minute
/** One secret and its successor sign a delivery while they are rotated. More would only make us hash a large body for a stranger. */
const mostSignatures = 4

export type SignatureFault = 'invalid-signature-header' | 'invalid-signature' | 'stale-signature'

/**
 * Whether `ElevenLabs-Signature: t=<unix seconds>,v0=<hex>` proves this body.
 *
 * @param rawBody the bytes as they came; JSON written anew never matches
 * @param header  null when there was none
 * @param secrets those in force, at most two: the present one and the one before
 * @returns ok, or the first fault in the contract's order: header shape, MAC, time. No header at all is a signature that does not match.
 */
export async function verifyWebhook(delivery: {
  rawBody: Uint8Array | ArrayBuffer
  header: string | null
  secrets: readonly string[]
  now: Instant
}): Promise<Result<true, SignatureFault>> {
  if (delivery.header === null) return err('invalid-signature')
  const header = parseHeader(delivery.header)
  if (!header) return err('invalid-signature-header')
  const message = signedBytes(header.timestamp, delivery.rawBody)
  if (!(await anyMatches(header.signatures, delivery.secrets, message))) return err('invalid-signature')
  const ageMs = Math.abs(Math.floor(Date.parse(delivery.now) / 1000) - Number(header.timestamp)) * 1000
  return ageMs > toleranceMs ? err('stale-signature') : ok(true)
}

type Header = { timestamp: string; signatures: string[] }

/** Readable is: one whole number `t`, and a few `v0` of hex digits. Other parts (`v1`) are schemes that we do not know, and are passed over. */
function parseHeader(text: string): Header | null {
  const parts = text.split(',').map((part) => part.trim())
  const times = parts.filter((part) => part.startsWith('t=')).map((part) => part.slice(2))
  const signatures = parts.filter((part) => part.startsWith('v0=')).map((part) => part.slice(3))
  const [timestamp] = times
  if (timestamp === undefined || times.length > 1 || !/^\d{1,12}$/.test(timestamp)) return null
  if (signatures.length === 0 || signatures.length > mostSignatures || signatures.some((hex) => !/^[0-9a-fA-F]+$/.test(hex))) return null
  return { timestamp, signatures }
}

function signedBytes(timestamp: string, rawBody: Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> {
  const prefix = new TextEncoder().encode(`${timestamp}.`)
  const body = rawBody instanceof Uint8Array ? rawBody : new Uint8Array(rawBody)
  const message = new Uint8Array(prefix.length + body.length)
  message.set(prefix)
  message.set(body, prefix.length)
  return message
}

async function anyMatches(signatures: readonly string[], secrets: readonly string[], message: Uint8Array<ArrayBuffer>): Promise<boolean> {
  // Only a whole SHA-256 in lower case can match: the provider writes no other, and one spelling leaves nothing to vary.
  const macs = signatures.filter((hex) => /^[0-9a-f]{64}$/.test(hex)).map(bytesOfHex)
  for (const secret of secrets) {
    const key = await hmacKey(secret)
    for (const mac of macs) if (await crypto.subtle.verify('HMAC', key, mac, message)) return true
  }
  return false
}

function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}
