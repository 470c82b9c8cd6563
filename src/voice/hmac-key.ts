// The keys under which this Worker signs and checks, imported once per isolate.

const keys = new Map<string, CryptoKey>()
/** There are as many as there are secrets in the settings, which is a handful; more would mean that a secret came from outside. */
const mostKeys = 16

/** @param secret opaque text: its UTF-8 bytes are the key, nothing is decoded (the provider's secrets look like base64 and are not) */
export async function hmacKey(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret)
  if (known) return known
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  if (keys.size >= mostKeys) keys.clear()
  keys.set(secret, key)
  return key
}
