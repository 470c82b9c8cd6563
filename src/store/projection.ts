// The only writer of the rows that show calls and ledgers. A row is written again as often as its object asks; an older version never
// overwrites a newer one.
import { eq, type SQL, sql } from 'drizzle-orm'
import { type Call, isFinished } from '../domain/call.ts'
import type { FollowUp } from '../domain/follow-up.ts'
import type { Analysis } from '../domain/outcome.ts'
import type { Promised } from '../domain/promise.ts'
import type { Cost, Latency, ModelCall, Span } from '../domain/trace.ts'
import type { Difference, Entry } from '../domain/transcript.ts'
import { database, inStatements } from './database.ts'
import type { ReceiptRow } from './receipts.ts'
import { calls, callTranscripts, conversations, followUps, llmCalls, promises, receipts, spans } from './schema.ts'

/** A row of D1 holds 2 MB: a longer transcript lies in parts of at most so many characters. */
const largestPart = 900_000
/** A bound value holds 2 MB; the words of the longest calls are findable up to here. */
const mostSearchable = 900_000

export type ProjectedCall = {
  call: Call
  version: number
  customer_name: string | null
  entries: Entry[]
  meaningful: { value: boolean; reason: string | null } | null
  analysis: (Analysis & { engine: 'openrouter' | 'local'; needs_review: boolean }) | null
  manifest: Record<string, unknown>
  audits: Record<string, unknown>
  cost: Cost
  latency: Latency
  sources: string[]
  differences: Difference[]
  model_calls: ModelCall[]
  spans: Span[]
}

export type ProjectedLedger = { version: number; follow_ups: FollowUp[]; promises: Promised[]; receipts: ReceiptRow[] }

/** Everything or nothing: one batch of D1. */
export async function project(env: Env, projected: { calls: readonly ProjectedCall[]; ledgers: readonly ProjectedLedger[] }): Promise<void> {
  const statements = [...projected.calls.flatMap((call) => callStatements(env, call)), ...projected.ledgers.flatMap((ledger) => ledgerStatements(env, ledger))]
  if (statements.length > 0) await env.DB.batch(statements)
}

/** A conversation was found to be another call's: its row and words go. */
export async function unproject(env: Env, call_id: string): Promise<void> {
  const db = database(env)
  await env.DB.batch([
    env.DB.prepare('DELETE FROM call_search WHERE rowid = (SELECT rowid FROM calls WHERE id = ?)').bind(call_id),
    prepared(env, db.delete(callTranscripts).where(eq(callTranscripts.call_id, call_id))),
    prepared(env, db.delete(calls).where(eq(calls.id, call_id))),
  ])
}

/** drizzle's own batch takes no statement of ours beside its own, and it has no word for the search table. */
function prepared(env: Env, query: { toSQL: () => { sql: string; params: unknown[] } }): D1PreparedStatement {
  const { sql: text, params } = query.toSQL()
  return env.DB.prepare(text).bind(...params)
}

function callStatements(env: Env, given: ProjectedCall): D1PreparedStatement[] {
  const db = database(env)
  const { call, version, analysis } = given
  const row = {
    ...call,
    version,
    customer_name: given.customer_name,
    meaningful: given.meaningful,
    extracted_data: analysis?.extracted_data ?? null,
    analysis_result: analysis,
    prompt_manifest: given.manifest,
    audits: given.audits,
    cost: given.cost,
    latency: given.latency,
    reconciliation: { sources: given.sources, differences: given.differences },
  }
  const { id: _, ...changing } = row
  const upsert = db
    .insert(calls)
    .values(row)
    .onConflictDoUpdate({ target: calls.id, set: excluded(Object.keys(changing)), setWhere: sql`excluded.version > ${calls.version}` })
  const statements = [prepared(env, upsert)]
  if (call.conversation_id) {
    statements.push(
      prepared(
        env,
        db.insert(conversations).values({ conversation_id: call.conversation_id, call_id: call.id, created_at: call.created_at }).onConflictDoNothing(),
      ),
    )
  }
  // The words change until the call is over; then they are written once.
  if (isFinished(call.status)) statements.push(...transcriptStatements(env, given))
  for (const group of inStatements(given.model_calls, 14)) {
    statements.push(
      prepared(
        env,
        db
          .insert(llmCalls)
          .values(group.map((one) => ({ ...one, call_id: call.id })))
          .onConflictDoNothing(),
      ),
    )
  }
  for (const group of inStatements(given.spans, 7)) {
    statements.push(
      prepared(
        env,
        db
          .insert(spans)
          .values(group.map((one) => ({ ...one, call_id: call.id })))
          .onConflictDoNothing(),
      ),
    )
  }
  return statements
}

function transcriptStatements(env: Env, { call, entries, customer_name }: ProjectedCall): D1PreparedStatement[] {
  const db = database(env)
  const words = [customer_name ?? '', ...entries.map((entry) => entry.final_text ?? entry.text)].join('\n').slice(0, mostSearchable)
  return [
    ...parts(entries).map((part, n) =>
      prepared(
        env,
        db
          .insert(callTranscripts)
          .values({ call_id: call.id, part: n, entries: part })
          .onConflictDoUpdate({ target: [callTranscripts.call_id, callTranscripts.part], set: excluded(['entries']) }),
      ),
    ),
    env.DB.prepare('INSERT OR REPLACE INTO call_search (rowid, words) SELECT rowid, ? FROM calls WHERE id = ?').bind(words, call.id),
  ]
}

function ledgerStatements(env: Env, { version, ...changed }: ProjectedLedger): D1PreparedStatement[] {
  const db = database(env)
  const followUpColumns = ['status', 'due_at', 'reason', 'attempts', 'purpose', 'promise_id', 'version']
  const promiseColumns = ['promised_amount_cents', 'promised_date', 'payment_method', 'paid_amount_cents', 'status', 'evidence', 'version']
  const upserts = [
    ...inStatements(changed.follow_ups, 12).map((group) =>
      db
        .insert(followUps)
        .values(group.map((one) => ({ ...one, version })))
        .onConflictDoUpdate({ target: followUps.id, set: excluded(followUpColumns), setWhere: sql`excluded.version >= ${followUps.version}` }),
    ),
    ...inStatements(changed.promises, 12).map((group) =>
      db
        .insert(promises)
        .values(group.map((one) => ({ ...one, version })))
        .onConflictDoUpdate({ target: promises.id, set: excluded(promiseColumns), setWhere: sql`excluded.version >= ${promises.version}` }),
    ),
    ...inStatements(changed.receipts, 14).map((group) => db.insert(receipts).values(group).onConflictDoNothing()),
  ]
  return upserts.map((upsert) => prepared(env, upsert))
}

/** Sets each column to the value that the refused insert brought. */
function excluded(columns: readonly string[]): Record<string, SQL> {
  return Object.fromEntries(columns.map((column) => [column, sql.raw(`excluded."${column}"`)]))
}

function parts(entries: readonly Entry[]): Entry[][] {
  const found: Entry[][] = [[]]
  let size = 0
  for (const entry of entries) {
    const more = JSON.stringify(entry).length
    if (size + more > largestPart && size > 0) {
      found.push([])
      size = 0
    }
    found.at(-1)?.push(entry)
    size += more
  }
  return found
}
