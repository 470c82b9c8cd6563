// API keys: only the hash of the random part is kept, so a key cannot be read back.
import { and, desc, eq, isNull, lt } from 'drizzle-orm'
import type { Instant } from '../domain/time.ts'
import { database } from './database.ts'
import { apiKeys } from './schema.ts'

export type ApiKey = typeof apiKeys.$inferSelect

export async function createKey(env: Env, key: ApiKey): Promise<void> {
  await database(env).insert(apiKeys).values(key)
}

/** @param hash SHA-256 of the random part, in hex */
export async function keyByHash(env: Env, hash: string): Promise<ApiKey | null> {
  return (await database(env).select().from(apiKeys).where(eq(apiKeys.hash, hash)).get()) ?? null
}

export async function keyById(env: Env, id: string): Promise<ApiKey | null> {
  return (await database(env).select().from(apiKeys).where(eq(apiKeys.id, id)).get()) ?? null
}

/** Newest first, revoked ones too; `limit` + 1 of them at most. */
export async function listKeys(env: Env, page: { limit: number; after: string | undefined }): Promise<ApiKey[]> {
  return database(env)
    .select()
    .from(apiKeys)
    .where(page.after === undefined ? undefined : lt(apiKeys.id, page.after))
    .orderBy(desc(apiKeys.id))
    .limit(page.limit + 1)
}

/** A key that is revoked already keeps its first moment. */
export async function revokeKey(env: Env, id: string, now: Instant): Promise<ApiKey | null> {
  await database(env)
    .update(apiKeys)
    .set({ revoked_at: now })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revoked_at)))
  return keyById(env, id)
}
