// Follow-ups as people list them; when they fall due is the ledger's business.
import { and, asc, eq, gt, lt, or } from 'drizzle-orm'
import type { FollowUp } from '../domain/follow-up.ts'
import { database } from './database.ts'
import { followUps } from './schema.ts'

export type FollowUpSearch = {
  status: FollowUp['status'] | undefined
  customer_id: string | undefined
  due_before: string | undefined
  limit: number
  after: { due_at: string; id: string } | undefined
}

/** The next one due first, `limit` + 1 of them at most. */
export async function listFollowUps(env: Env, search: FollowUpSearch): Promise<FollowUp[]> {
  const { after } = search
  const rows = await database(env)
    .select()
    .from(followUps)
    .where(
      and(
        search.status === undefined ? undefined : eq(followUps.status, search.status),
        search.customer_id === undefined ? undefined : eq(followUps.customer_id, search.customer_id),
        search.due_before === undefined ? undefined : lt(followUps.due_at, search.due_before),
        after === undefined ? undefined : or(gt(followUps.due_at, after.due_at), and(eq(followUps.due_at, after.due_at), gt(followUps.id, after.id))),
      ),
    )
    .orderBy(asc(followUps.due_at), asc(followUps.id))
    .limit(search.limit + 1)
  return rows.map(followUpFrom)
}

export async function followUpById(env: Env, id: string): Promise<FollowUp | null> {
  const row = await database(env).select().from(followUps).where(eq(followUps.id, id)).get()
  return row ? followUpFrom(row) : null
}

/** Shows a new follow-up before its projection arrives, which is never overwritten by this. */
export async function showFollowUp(env: Env, followUp: FollowUp): Promise<void> {
  const beforeAnyProjection = 0
  await database(env)
    .insert(followUps)
    .values({ ...followUp, version: beforeAnyProjection })
    .onConflictDoNothing()
}

function followUpFrom({ version: _, ...row }: typeof followUps.$inferSelect): FollowUp {
  return row
}

/** Waiting ones that were due before `before`, the oldest first. */
export async function overdueFollowUps(env: Env, before: string, limit: number): Promise<{ id: string; customer_id: string }[]> {
  return database(env)
    .select({ id: followUps.id, customer_id: followUps.customer_id })
    .from(followUps)
    .where(and(or(eq(followUps.status, 'scheduled'), eq(followUps.status, 'deferred')), lt(followUps.due_at, before)))
    .orderBy(asc(followUps.due_at))
    .limit(limit)
}
