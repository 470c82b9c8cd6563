// The call token: what the voice platform and a browser show to speak for one call, and for no other.
import { callIdSchema } from '../domain/id.ts'
import type { Instant } from '../domain/time.ts'
import { hmacKey } from './hmac-key.ts'

/** Names the form, so that a later one can live beside it, and keeps this MAC from meaning anything elsewhere. */
const form = 'ct1'
/** A token of ours has about 90 characters; longer text is not looked at. */
const mostCharacters = 300

/** `ct1.<call_id>.<expiry in unix seconds>.<HMAC-SHA256, base64url>`; safe in JSON, headers and URLs. */
export async function mintCallToken(secret: string, call_id: string, expires_at: Instant): Promise<string> {
  const claim = `${form}.${call_id}.${Math.floor(Date.parse(expires_at) / 1000)}`
  const mac = await crypto.subtle.sign('HMAC', await hmacKey(secret), new TextEncoder().encode(claim))
  return `${claim}.${base64url(new Uint8Array(mac))}`
}

/** @returns the call that this token speaks for; null when it is forged, expired or not a token. Never throws: what comes in is a stranger's text. */
export async function readCallToken(secret: string, token: string, now: Instant): Promise<{ call_id: string } | null> {
  if (token.length > mostCharacters) return null
  const [given, call_id, expiry, signature, ...rest] = token.split('.')
  if (given !== form || rest.length > 0 || !callIdSchema.safeParse(call_id).success) return null
  if (call_id === undefined || expiry === undefined || signature === undefined || !/^\d{1,12}$/.test(expiry)) return null
  const mac = bytesOfBase64url(signature)
  if (!mac) return null
  const claim = new TextEncoder().encode(`${form}.${call_id}.${expiry}`)
  if (!(await crypto.subtle.verify('HMAC', await hmacKey(secret), mac, claim))) return null
  return Date.parse(now) < Number(expiry) * 1000 ? { call_id } : null
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** The 32 bytes of a SHA-256 in their one spelling; null for anything else (base64's last character has bits to spare). */
function bytesOfBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return null
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  return base64url(bytes) === text ? bytes : null
}
