// Calls as people list and search them. The truth of a call is its session; a row here may be a moment behind.
import { and, desc, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { type Call, callStatuses, isFinished } from '../domain/call.ts'
import type { FollowUp } from '../domain/follow-up.ts'
import type { Promised } from '../domain/promise.ts'
import { database } from './database.ts'
import { calls, conversations, followUps, promises } from './schema.ts'

export type CallSearch = {
  customer_id: string | undefined
  account_id: string | undefined
  status: Call['status'] | undefined
  direction: Call['direction'] | undefined
  pack: string | undefined
  from: string | undefined
  /** The first instant that is not wanted any more. */
  to: string | undefined
  meaningful: boolean | undefined
  promise: boolean | undefined
  needs_review: boolean | undefined
  q: string | undefined
  limit: number
  after: { created_at: string; id: string } | undefined
}

const summary = {
  id: calls.id,
  customer_id: calls.customer_id,
  account_id: calls.account_id,
  pack: calls.pack,
  purpose: calls.purpose,
  direction: calls.direction,
  channel: calls.channel,
  status: calls.status,
  end_reason: calls.end_reason,
  answer_class: calls.answer_class,
  conversation_id: calls.conversation_id,
  agent_id: calls.agent_id,
  created_at: calls.created_at,
  dialed_at: calls.dialed_at,
  answered_at: calls.answered_at,
  ended_at: calls.ended_at,
  duration_seconds: calls.duration_seconds,
  analysis_status: calls.analysis_status,
  customer_name: calls.customer_name,
  meaningful: calls.meaningful,
  sentiment_score: calls.sentiment_score,
  intent: calls.intent,
  promise_made: calls.promise_made,
  total_usd: calls.total_usd,
}

/** Newest first, `limit` + 1 of them at most: the one too many says that there is a next page. */
export async function listCalls(env: Env, search: CallSearch) {
  const { after } = search
  const is = (column: Parameters<typeof eq>[0], value: string | boolean | undefined): SQL | undefined => (value === undefined ? undefined : eq(column, value))
  const rows = await database(env)
    .select(summary)
    .from(calls)
    .where(
      and(
        is(calls.customer_id, search.customer_id),
        is(calls.account_id, search.account_id),
        is(calls.status, search.status),
        is(calls.direction, search.direction),
        is(calls.pack, search.pack),
        is(calls.meaningful_value, search.meaningful),
        is(calls.promise_made, search.promise),
        is(calls.needs_review, search.needs_review),
        search.from === undefined ? undefined : gte(calls.created_at, search.from),
        search.to === undefined ? undefined : lt(calls.created_at, search.to),
        search.q === undefined ? undefined : said(search.q),
        after && or(lt(calls.created_at, after.created_at), and(eq(calls.created_at, after.created_at), lt(calls.id, after.id))),
      ),
    )
    .orderBy(desc(calls.created_at), desc(calls.id))
    .limit(search.limit + 1)
  return rows.map((row) => ({ ...row, meaningful: row.meaningful ?? { value: null, reason: null } }))
}

/** Every word of the question stands in the call; its last word may be a beginning. Nothing a caller writes is syntax. */
function said(q: string): SQL {
  const words = q.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return sql`0`
  const question = words
    .slice(0, 20)
    .map((word) => `"${word}"`)
    .join(' ')
  return sql`${calls}.rowid IN (SELECT rowid FROM call_search WHERE call_search MATCH ${`${question}*`})`
}

/**
 * Stored before the start is answered: busy lines and recordings name nothing but the conversation. What the dial said outweighs a guess.
 * @returns the call that the conversation was taken for until now, or null
 */
export async function rememberConversation(env: Env, conversation_id: string, call_id: string, now: string): Promise<string | null> {
  const db = database(env)
  const [known] = await db.batch([
    db.select({ call_id: conversations.call_id }).from(conversations).where(eq(conversations.conversation_id, conversation_id)),
    db
      .insert(conversations)
      .values({ conversation_id, call_id, created_at: now })
      .onConflictDoUpdate({ target: conversations.conversation_id, set: { call_id } }),
  ])
  const before = known[0]?.call_id ?? null
  return before === call_id ? null : before
}

/**
 * Names this call for a conversation that no call is named for yet. Whoever names another one later is told of this one by `rememberConversation`.
 * @returns the call that is named for it now
 */
export async function claimConversation(env: Env, conversation_id: string, call_id: string, now: string): Promise<string> {
  const db = database(env)
  const [, named] = await db.batch([
    db.insert(conversations).values({ conversation_id, call_id, created_at: now }).onConflictDoNothing(),
    db.select({ call_id: conversations.call_id }).from(conversations).where(eq(conversations.conversation_id, conversation_id)),
  ])
  return named[0]?.call_id ?? call_id
}

export async function callOfConversation(env: Env, conversation_id: string): Promise<string | null> {
  const row = await database(env).select({ call_id: conversations.call_id }).from(conversations).where(eq(conversations.conversation_id, conversation_id)).get()
  return row?.call_id ?? null
}

/** The pack of the calls that were made with this agent: it is ours although the settings do not name it any more. */
export async function packDialledBy(env: Env, agent_id: string): Promise<string | null> {
  const row = await database(env).select({ pack: calls.pack }).from(calls).where(eq(calls.agent_id, agent_id)).limit(1).get()
  return row?.pack ?? null
}

export async function followsFrom(env: Env, call_id: string): Promise<{ follow_ups: FollowUp[]; promises: Promised[] }> {
  const db = database(env)
  const [found, promised] = await db.batch([
    db.select().from(followUps).where(eq(followUps.call_id, call_id)),
    db.select().from(promises).where(eq(promises.call_id, call_id)),
  ])
  return { follow_ups: found.map(({ version: _, ...row }) => row), promises: promised.map(({ version: _, ...row }) => row) }
}

/** Calls that are not over although they began before `before`, the newest first. */
export async function unfinishedCalls(env: Env, before: string, limit: number): Promise<string[]> {
  const rows = await database(env)
    .select({ id: calls.id })
    .from(calls)
    .where(
      and(
        inArray(
          calls.status,
          callStatuses.filter((status) => !isFinished(status)),
        ),
        lt(calls.created_at, before),
      ),
    )
    .orderBy(desc(calls.created_at))
    .limit(limit)
  return rows.map((row) => row.id)
}
