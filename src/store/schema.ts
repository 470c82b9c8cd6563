// The tables of D1. Stored: changed by a new migration only, `npx drizzle-kit generate --config migrations/drizzle.config.ts`.
// The two search tables and their triggers stand in the hand-written migrations: drizzle has no word for them.
import { type SQL, sql } from 'drizzle-orm'
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { AnalysisStatus, AnswerClass, Call, CallStatus, Purpose } from '../domain/call.ts'
import type { Address, Consents, Customer, Debt, Flags } from '../domain/customer.ts'
import type { FollowUp } from '../domain/follow-up.ts'
import type { Analysis, Evidence } from '../domain/outcome.ts'
import type { Promised } from '../domain/promise.ts'
import type { Entry } from '../domain/transcript.ts'

type Facts = Record<string, unknown>

/** A value of a JSON column as a column of its own, so that a list can filter on it with an index. */
const within = (column: string, path: string): SQL => sql.raw(`json_extract("${column}", '${path}')`)

// --- owned by D1

export const customers = sqliteTable(
  'customers',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    phone: text().notNull(),
    other_phones: text({ mode: 'json' }).$type<string[]>().notNull(),
    email: text(),
    language: text().notNull(),
    time_zone: text(),
    time_zone_source: text().$type<Customer['time_zone_source']>(),
    address: text({ mode: 'json' }).$type<Address>(),
    external_id: text(),
    consents: text({ mode: 'json' }).$type<Consents>().notNull(),
    flags: text({ mode: 'json' }).$type<Flags>().notNull(),
    obey_version: integer().notNull(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
    /** Set once: the row is kept without a person in it, so that its id is never given again. */
    erased_at: text(),
  },
  (row) => [index('customers_by_phone').on(row.phone, row.id), index('customers_by_external_id').on(row.external_id)],
)

export const accounts = sqliteTable(
  'accounts',
  {
    id: text().primaryKey(),
    customer_id: text().notNull(),
    pack: text().notNull(),
    external_id: text(),
    facts: text({ mode: 'json' }).$type<Facts>().notNull(),
    debt: text({ mode: 'json' }).$type<Debt>().notNull(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (row) => [index('accounts_by_customer').on(row.customer_id, row.id)],
)

export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    role: text().$type<'viewer' | 'operator' | 'admin' | 'service'>().notNull(),
    /** What may be shown of the key, to tell it from others. */
    prefix: text().notNull(),
    /** SHA-256 of the random part, in hex. */
    hash: text().notNull(),
    created_at: text().notNull(),
    revoked_at: text(),
  },
  (row) => [uniqueIndex('api_keys_by_hash').on(row.hash)],
)

export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    /** Hash of caller, method, path and the caller's key. */
    key: text().primaryKey(),
    request_hash: text().notNull(),
    /** Null while the first request is under way. */
    status: integer(),
    body: text(),
    created_at: text().notNull(),
    expires_at: text().notNull(),
  },
  (row) => [index('idempotency_keys_by_expiry').on(row.expires_at)],
)

export const conversations = sqliteTable('conversations', {
  conversation_id: text().primaryKey(),
  call_id: text().notNull(),
  created_at: text().notNull(),
})

export const deadLetters = sqliteTable(
  'dead_letters',
  {
    id: text().primaryKey(),
    queue: text().notNull(),
    job: text({ mode: 'json' }).$type<unknown>().notNull(),
    error: text(),
    attempts: integer().notNull(),
    failed_at: text().notNull(),
    replayed_at: text(),
  },
  (row) => [index('dead_letters_by_queue').on(row.queue, row.id)],
)

/** Signed deliveries that belong to no call of ours. */
export const strayDeliveries = sqliteTable('stray_deliveries', {
  id: text().primaryKey(),
  type: text().notNull(),
  conversation_id: text(),
  agent_id: text(),
  raw: text().notNull(),
  received_at: text().notNull(),
})

// --- projections: the object is the truth, `version` is the outbox row's that wrote them

export const calls = sqliteTable(
  'calls',
  {
    id: text().primaryKey(),
    customer_id: text(),
    account_id: text(),
    pack: text().notNull(),
    purpose: text().$type<Purpose>().notNull(),
    direction: text().$type<Call['direction']>().notNull(),
    channel: text().$type<Call['channel']>().notNull(),
    status: text().$type<CallStatus>().notNull(),
    end_reason: text(),
    answer_class: text().$type<AnswerClass>(),
    conversation_id: text(),
    agent_id: text(),
    follow_up_id: text(),
    created_at: text().notNull(),
    dialed_at: text(),
    answered_at: text(),
    ended_at: text(),
    duration_seconds: real(),
    analysis_status: text().$type<AnalysisStatus>().notNull(),
    voice_usd: real(),
    meaningful: text({ mode: 'json' }).$type<{ value: boolean; reason: string | null }>(),
    extracted_data: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    /** `needs_review` stands beside the contract's parts, for the list that filters on it. */
    analysis_result: text({ mode: 'json' }).$type<Analysis & { engine: 'openrouter' | 'local'; needs_review?: boolean }>(),
    prompt_manifest: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    audits: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    cost: text({ mode: 'json' }).$type<{ voice_usd: number; llm_usd: number; total_usd: number; lines: Record<string, unknown>[] }>(),
    latency: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    reconciliation: text({ mode: 'json' }).$type<{ sources: string[]; differences: Record<string, unknown>[] }>(),
    version: integer().notNull(),
    customer_name: text(),
    meaningful_value: integer({ mode: 'boolean' }).generatedAlwaysAs(within('meaningful', '$.value'), { mode: 'virtual' }),
    promise_made: integer({ mode: 'boolean' }).generatedAlwaysAs(within('analysis_result', '$.promise.promise_made'), { mode: 'virtual' }),
    sentiment_score: real().generatedAlwaysAs(within('analysis_result', '$.sentiment.score'), { mode: 'virtual' }),
    intent: text().generatedAlwaysAs(within('analysis_result', '$.intent.label'), { mode: 'virtual' }),
    needs_review: integer({ mode: 'boolean' }).generatedAlwaysAs(sql.raw(`coalesce(json_extract("analysis_result", '$.needs_review'), 0)`), {
      mode: 'virtual',
    }),
    total_usd: real().generatedAlwaysAs(within('cost', '$.total_usd'), { mode: 'virtual' }),
  },
  // Each filter of the list, joined with its order: newest first, read backwards.
  (row) => [
    index('calls_by_time').on(row.created_at, row.id),
    index('calls_by_customer').on(row.customer_id, row.created_at, row.id),
    index('calls_by_account').on(row.account_id, row.created_at, row.id),
    index('calls_by_status').on(row.status, row.created_at, row.id),
    index('calls_by_direction').on(row.direction, row.created_at, row.id),
    index('calls_by_pack').on(row.pack, row.created_at, row.id),
    index('calls_by_promise').on(row.promise_made, row.created_at, row.id),
    index('calls_by_meaningful').on(row.meaningful_value, row.created_at, row.id),
    index('calls_by_review').on(row.needs_review, row.created_at, row.id),
    index('calls_by_conversation').on(row.conversation_id),
    index('calls_by_agent').on(row.agent_id),
  ],
)

/** A row of D1 holds 2 MB at most, so a long transcript lies in several parts; `part` counts from 0. */
export const callTranscripts = sqliteTable(
  'call_transcripts',
  {
    call_id: text().notNull(),
    part: integer().notNull(),
    entries: text({ mode: 'json' }).$type<Entry[]>().notNull(),
  },
  (row) => [primaryKey({ columns: [row.call_id, row.part] })],
)

export const promises = sqliteTable(
  'promises',
  {
    id: text().primaryKey(),
    customer_id: text().notNull(),
    account_id: text(),
    call_id: text().notNull(),
    promised_amount_cents: integer(),
    promised_date: text(),
    payment_method: text().$type<Promised['payment_method']>(),
    paid_amount_cents: integer().notNull(),
    status: text().$type<Promised['status']>().notNull(),
    evidence: text({ mode: 'json' }).$type<Evidence[]>().notNull(),
    created_at: text().notNull(),
    version: integer().notNull(),
  },
  (row) => [
    index('promises_by_customer').on(row.customer_id, row.id),
    index('promises_by_call').on(row.call_id),
    index('promises_by_status').on(row.status, row.id),
    index('promises_by_date').on(row.promised_date),
  ],
)

export const followUps = sqliteTable(
  'follow_ups',
  {
    id: text().primaryKey(),
    customer_id: text().notNull(),
    account_id: text(),
    call_id: text(),
    promise_id: text(),
    purpose: text().$type<Purpose>().notNull(),
    due_at: text().notNull(),
    status: text().$type<FollowUp['status']>().notNull(),
    reason: text().notNull(),
    attempts: integer().notNull(),
    created_at: text().notNull(),
    version: integer().notNull(),
  },
  (row) => [
    index('follow_ups_by_time').on(row.due_at, row.id),
    index('follow_ups_by_status').on(row.status, row.due_at, row.id),
    index('follow_ups_by_customer').on(row.customer_id, row.due_at, row.id),
    index('follow_ups_by_call').on(row.call_id),
  ],
)

export const receipts = sqliteTable(
  'receipts',
  {
    id: text().primaryKey(),
    /** Its place in the customer's chain, from 1. */
    n: integer().notNull(),
    customer_id: text().notNull(),
    call_id: text(),
    at: text().notNull(),
    verdict: text().$type<'allow' | 'defer' | 'refuse'>().notNull(),
    rule_ids: text({ mode: 'json' }).$type<string[]>().notNull(),
    not_before: text(),
    must_say: text({ mode: 'json' }).$type<string[]>().notNull(),
    explanation: text().notNull(),
    rule_version: text().notNull(),
    inputs_hash: text().notNull(),
    prev_hash: text().notNull(),
    hash: text().notNull(),
  },
  (row) => [
    index('receipts_by_time').on(row.at, row.id),
    index('receipts_by_customer').on(row.customer_id, row.at, row.id),
    index('receipts_by_verdict').on(row.verdict, row.at, row.id),
    index('receipts_by_call').on(row.call_id),
  ],
)

export const llmCalls = sqliteTable(
  'llm_calls',
  {
    id: text().primaryKey(),
    call_id: text().notNull(),
    at: text().notNull(),
    task: text().notNull(),
    model_asked: text().notNull(),
    model_answered: text(),
    prompt: text({ mode: 'json' }).$type<unknown>(),
    response: text(),
    prompt_tokens: integer(),
    completion_tokens: integer(),
    cost_usd: real(),
    latency_ms: real().notNull(),
    first_token_ms: real(),
    error: text(),
  },
  (row) => [index('llm_calls_by_call').on(row.call_id, row.at, row.id)],
)

export const spans = sqliteTable(
  'spans',
  {
    id: text().primaryKey(),
    call_id: text().notNull(),
    name: text().notNull(),
    component: text().notNull(),
    started_at: text().notNull(),
    duration_ms: real().notNull(),
    attributes: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (row) => [index('spans_by_call').on(row.call_id, row.started_at, row.id)],
)
