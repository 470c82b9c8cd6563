// POST /api/calls/import: finished calls from elsewhere, stored, analysed and projected like any other.
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import type { OpenCall } from '../../../durable-objects/call-record.ts'
import { callSession } from '../../../durable-objects/call-session.ts'
import { configOf } from '../../config.ts'
import { importCallsSchema, importedCallsSchema } from '../../contract/api.ts'
import { newCall } from '../../domain/call.ts'
import type { Customer } from '../../domain/customer.ts'
import { type Report, redactReport } from '../../domain/report.ts'
import { later } from '../../domain/time.ts'
import { zoneOf } from '../../outreach/subject.ts'
import { packById } from '../../packs/registry.ts'
import { customerWithAccounts } from '../../store/customers.ts'
import { conversationCallId } from '../../voice/conversation-call-id.ts'
import { digestOf } from '../../voice/report.ts'
import type { AppEnv, FailingPath } from '../app-env.ts'
import { refuseAny, refuseInput } from '../body.ts'

type Imported = z.infer<typeof importCallsSchema>['calls'][number]
type Owner = { customer: Customer; account_id: string | null; pack: string; facts: Record<string, unknown> } | null

/** Where neither the call nor its customer says otherwise. */
const usualPack = 'collections'

const importRoute = createRoute({
  method: 'post',
  path: '/api/calls/import',
  operationId: 'importCalls',
  tags: ['calls'],
  summary: 'Finished calls from elsewhere; the same external_id again changes nothing',
  request: { body: { required: true, content: { 'application/json': { schema: importCallsSchema } } } },
  responses: { 201: { description: 'All of them are stored', content: { 'application/json': { schema: importedCallsSchema } } } },
})

export const callImport = new OpenAPIHono<AppEnv>({ defaultHook: refuseInput }).openapi(importRoute, async (c) => {
  const { calls } = c.req.valid('json')
  const now = new Date().toISOString()
  // All are judged before the first is stored: nothing is half done.
  const owners = await Promise.all(calls.map((call) => ownerOf(c.env, call)))
  refuseAny([
    ...owners.flatMap((owner, i) => (typeof owner === 'string' ? [{ path: `calls.${i}.${owner}`, message: 'not known here' }] : [])),
    ...repeated(calls),
  ])
  const items = await Promise.all(calls.map((call, i) => take(c.env, call, owners[i] as Owner, now)))
  return c.json({ items }, 201)
})

/** @returns the name of the field that names nobody, as a text */
async function ownerOf(env: Env, call: Imported): Promise<Owner | 'customer_id' | 'pack'> {
  if (call.pack !== undefined && !packById(call.pack)) return 'pack'
  if (call.customer_id === undefined) return null
  const found = await customerWithAccounts(env, call.customer_id)
  if (!found) return 'customer_id'
  const account = found.accounts.find((one) => call.pack === undefined || one.pack === call.pack)
  return { customer: found.customer, account_id: account?.id ?? null, pack: call.pack ?? account?.pack ?? usualPack, facts: account?.facts ?? {} }
}

function repeated(calls: readonly Imported[]): FailingPath[] {
  const ids = calls.map((call) => call.external_id)
  return ids.flatMap((id, i) => (ids.indexOf(id) < i ? [{ path: `calls.${i}.external_id`, message: 'stands in this request already' }] : []))
}

async function take(env: Env, call: Imported, owner: Owner, now: string): Promise<{ external_id: string; call_id: string; duplicate: boolean }> {
  const conversation_id = `import:${call.external_id}`
  const call_id = conversationCallId(conversation_id)
  const ended_at = later(call.started_at, call.duration_seconds * 1000)
  const report: Report = redactReport({
    kind: 'record',
    conversation_id,
    agent_id: null,
    end: 'completed',
    final: { answer_class: 'human', end_reason: 'imported', answered_at: call.started_at, ended_at, duration_seconds: call.duration_seconds, voice_usd: null },
    turns: call.entries.map((entry, i) => {
      const offset_ms = entry.offset_ms ?? (entry.at ? Math.max(0, Date.parse(entry.at) - Date.parse(call.started_at)) : null)
      return { key: `${conversation_id}:${i}`, speaker: entry.speaker, text: entry.text, offset_ms, interrupted: false, tool_calls: [] }
    }),
  })
  const delivered = { digest: digestOf(report), source: 'live' as const, received_at: now, body: null, archive_key: null }
  const ingested = await callSession(env, call_id).ingest(report, delivered, finished(env, call, owner, call_id, conversation_id))
  return { external_id: call.external_id, call_id, duplicate: ingested.kind === 'taken' && ingested.duplicate }
}

function finished(env: Env, call: Imported, owner: Owner, call_id: string, conversation_id: string): OpenCall {
  return {
    call: newCall({
      id: call_id,
      customer_id: owner?.customer.id ?? null,
      account_id: owner?.account_id ?? null,
      pack: owner?.pack ?? call.pack ?? usualPack,
      purpose: 'service',
      direction: 'outbound',
      channel: 'phone',
      status: 'processing',
      conversation_id,
      created_at: call.started_at,
      dialed_at: call.started_at,
    }),
    customer_name: owner?.customer.name ?? null,
    zone: owner ? zoneOf(owner.customer) : 'UTC',
    facts: owner?.account_id ? owner.facts : null,
    number: owner?.customer.phone ?? null,
    phone_hash: null,
    prompt: null,
    background: null,
    watchdog_seconds: configOf(env).WATCHDOG_SECONDS,
  }
}
