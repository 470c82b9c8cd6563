// What was answered to a request that came with an Idempotency-Key, so that its repetition gets the same answer.
import { and, eq, lte, sql } from 'drizzle-orm'
import { hour, type Instant, later, minute } from '../domain/time.ts'
import { database } from './database.ts'
import { idempotencyKeys } from './schema.ts'

/** As the contract promises. */
const keptFor = 24 * hour
/** A first attempt that says nothing for so long has died with its isolate. */
const lostAfter = minute

export type Attempt = { key: string; request_hash: string; created_at: Instant }
export type FirstAttempt = { request_hash: string; answer: { status: number; body: string } | null }

/**
 * Takes the key for this attempt, unless another one holds it; what has expired is cleared on the way.
 * @returns null when it is taken now, otherwise what is known of the first attempt
 */
export async function claim(env: Env, attempt: Attempt): Promise<FirstAttempt | null> {
  const db = database(env)
  const now = attempt.created_at
  const row = { ...attempt, status: null, body: null, expires_at: later(now, keptFor) }
  const [, taken, present] = await db.batch([
    db.delete(idempotencyKeys).where(lte(idempotencyKeys.expires_at, now)),
    db
      .insert(idempotencyKeys)
      .values(row)
      .onConflictDoUpdate({
        target: idempotencyKeys.key,
        set: row,
        setWhere: sql`${idempotencyKeys.expires_at} <= ${now} OR (${idempotencyKeys.status} IS NULL AND ${idempotencyKeys.created_at} <= ${later(now, -lostAfter)})`,
      })
      .returning({ key: idempotencyKeys.key }),
    db.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, attempt.key)),
  ])
  if (taken.length > 0) return null
  const [first] = present
  if (!first) throw new Error('an idempotency key that is neither free nor taken')
  return firstFrom(first)
}

/** Null when the first attempt gave its key back. */
export async function firstAttempt(env: Env, key: string): Promise<FirstAttempt | null> {
  const row = await database(env).select().from(idempotencyKeys).where(eq(idempotencyKeys.key, key)).get()
  return row ? firstFrom(row) : null
}

function firstFrom(row: typeof idempotencyKeys.$inferSelect): FirstAttempt {
  return { request_hash: row.request_hash, answer: row.status === null || row.body === null ? null : { status: row.status, body: row.body } }
}

/** An attempt that was taken for dead and replaced writes nothing. */
const mine = (attempt: Attempt) => and(eq(idempotencyKeys.key, attempt.key), eq(idempotencyKeys.created_at, attempt.created_at))

export async function keepAnswer(env: Env, attempt: Attempt, answer: { status: number; body: string }): Promise<void> {
  await database(env).update(idempotencyKeys).set(answer).where(mine(attempt))
}

/** For an attempt that did nothing: the next one with this key is a first one again. */
export async function release(env: Env, attempt: Attempt): Promise<void> {
  await database(env).delete(idempotencyKeys).where(mine(attempt))
}
