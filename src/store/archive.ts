// R2: what is too large for a row, kept before anybody is told that it was taken.

/** A row of an object or of D1 holds 2 MB; beyond half of that a delivery goes to the archive (design, Sizes). */
export const largestInline = 1_000_000

/** @returns the key under which it lies; the same content has the same key */
export async function archiveDelivery(env: Env, digest: string, body: string): Promise<string> {
  const key = `deliveries/${digest}.json`
  await env.ARCHIVE.put(key, body)
  return key
}

export async function archivedDelivery(env: Env, key: string): Promise<string | null> {
  const found = await env.ARCHIVE.get(key)
  return found ? found.text() : null
}
