// Opens D1 with drizzle, and says when it is D1 that cannot be reached and not our statement that is wrong.
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'

/** A statement of D1 takes 100 bound parameters: rows that are written together are cut into statements of at most this many. */
export const mostParameters = 100

export function database(env: Env): DrizzleD1Database {
  return drizzle(env.DB)
}

/** Whether D1 answers at all. */
export async function databaseAnswers(env: Env): Promise<boolean> {
  try {
    return (await env.DB.prepare('SELECT 1 AS one').first('one')) === 1
  } catch {
    return false
  }
}

/** The error at the bottom: drizzle wraps it in one whose message holds the bound values, which must not be logged. */
export function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootCause(error.cause) : error
}

/** True for a failure that passes by itself (overload, lost connection, timeout); false for a wrong statement or a broken constraint. */
export function isDatabaseAway(error: unknown): boolean {
  const cause = rootCause(error)
  return cause instanceof Error && /D1_ERROR|D1 DB/.test(cause.message) && !/SQLITE_(ERROR|CONSTRAINT|MISMATCH|RANGE|TOOBIG|AUTH)/.test(cause.message)
}

/** Rows in groups that fit one statement each. */
export function inStatements<Row>(rows: readonly Row[], parametersEach: number): Row[][] {
  const size = Math.floor(mostParameters / parametersEach)
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size))
}
