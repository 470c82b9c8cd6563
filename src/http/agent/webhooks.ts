// POST /api/webhooks/elevenlabs: what the provider says when a call is over. Proven first, read second, kept before it is answered.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { OpenCall } from '../../../durable-objects/call-record.ts'
import { callSession } from '../../../durable-objects/call-session.ts'
import { configOf } from '../../config.ts'
import { newCall } from '../../domain/call.ts'
import { redactDeep } from '../../domain/redaction.ts'
import { type Report, redactReport } from '../../domain/report.ts'
import { instantOf } from '../../domain/time.ts'
import { archiveDelivery, largestInline } from '../../store/archive.ts'
import { callOfConversation, packDialledBy } from '../../store/calls.ts'
import { isDatabaseAway } from '../../store/database.ts'
import { keepStray } from '../../store/stray-deliveries.ts'
import { log } from '../../telemetry/log.ts'
import { packOfAgent } from '../../voice/agent-ids.ts'
import { conversationCallId } from '../../voice/conversation-call-id.ts'
import { type Delivery, readDelivery } from '../../voice/provider-events.ts'
import { digestOf, reportOf } from '../../voice/report.ts'
import { verifyWebhook } from '../../voice/verify-webhook.ts'
import type { AppEnv } from '../app-env.ts'
import { jsonIn, pathsOf, refuse } from '../body.ts'
import { Problem } from '../problems.ts'

const receivedSchema = z.object({ received: z.literal(true), duplicate: z.boolean(), call_id: z.string().nullable() })
type Received = z.infer<typeof receivedSchema>

const webhookRoute = createRoute({
  method: 'post',
  path: '/api/webhooks/elevenlabs',
  operationId: 'receiveElevenLabsWebhook',
  tags: ['webhooks'],
  summary: 'A delivery of ElevenLabs, signed over its raw body',
  request: { headers: z.looseObject({ 'elevenlabs-signature': z.string().optional() }) },
  responses: { 200: { description: 'Kept', content: { 'application/json': { schema: receivedSchema } } } },
})

export const webhooks = new OpenAPIHono<AppEnv>().openapi(webhookRoute, async (c) => {
  const raw = await c.req.arrayBuffer()
  const now = new Date().toISOString()
  const { ELEVENLABS_WEBHOOK_SECRET, ELEVENLABS_WEBHOOK_SECRET_PREVIOUS } = configOf(c.env)
  const secrets = [ELEVENLABS_WEBHOOK_SECRET, ...(ELEVENLABS_WEBHOOK_SECRET_PREVIOUS ? [ELEVENLABS_WEBHOOK_SECRET_PREVIOUS] : [])]
  const verified = await verifyWebhook({ rawBody: raw, header: c.req.header('elevenlabs-signature') ?? null, secrets, now })
  if (!verified.ok) throw new Problem(verified.error)
  const json = jsonIn(raw)
  const read = readDelivery(json)
  if (!read.ok) return refuse(pathsOf(new z.ZodError(read.error), []))
  return c.json(await receive(c.env, read.value, json, now), 200)
})

async function receive(env: Env, delivery: Delivery, json: unknown, now: string): Promise<Received> {
  const reported = reportOf(delivery)
  if (!reported) return stray(env, delivery, json, now)
  const report = redactReport(reported)
  const digest = digestOf(report)
  // A recording is fetched when it is wanted; its megabytes are not kept twice.
  const body = JSON.stringify(
    delivery.kind === 'audio'
      ? { type: 'post_call_audio', data: { conversation_id: delivery.conversation_id, agent_id: delivery.agent_id } }
      : redactDeep(json),
  )
  const archive_key = body.length > largestInline ? await archiveDelivery(env, digest, body) : null
  const delivered = { digest, source: 'webhook' as const, received_at: now, body: archive_key ? null : body, archive_key }

  const hint = delivery.kind === 'transcription' ? delivery.call_id_hint : null
  for (const find of [async () => hint, () => knownCall(env, report.conversation_id)]) {
    const call_id = await find()
    const ingested = call_id ? await callSession(env, call_id).ingest(report, delivered, null) : null
    if (ingested?.kind === 'taken') return { received: true, duplicate: ingested.duplicate, call_id }
  }
  const pack = await packOf(env, report.agent_id)
  if (!pack) return stray(env, delivery, json, now)
  const call_id = conversationCallId(report.conversation_id)
  const ingested = await callSession(env, call_id).ingest(report, delivered, unknownCall(env, delivery, report, call_id, pack, now))
  return { received: true, duplicate: ingested.kind === 'taken' && ingested.duplicate, call_id }
}

/** With D1 away the conversation counts as unknown: its deliveries are handed over when its call proves to be another (design, Finding the call). */
async function knownCall(env: Env, conversation_id: string): Promise<string | null> {
  try {
    return await callOfConversation(env, conversation_id)
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
    log({ kind: 'conversation_not_looked_up', reason: 'database away' })
    return null
  }
}

async function packOf(env: Env, agent_id: string | null): Promise<string | null> {
  if (!agent_id) return null
  return packOfAgent(configOf(env), agent_id) ?? (await packDialledBy(env, agent_id))
}

async function stray(env: Env, delivery: Delivery, json: unknown, now: string): Promise<Received> {
  const { conversation_id, agent_id } = delivery
  const type = delivery.kind === 'unknown' ? delivery.type : delivery.kind
  log({ kind: 'stray_delivery', type, agent_id })
  await keepStray(env, { type, conversation_id, agent_id, raw: JSON.stringify(redactDeep(json)), received_at: now })
  return { received: true, duplicate: false, call_id: null }
}

/** The call of a conversation that nobody has heard of: whose it is may be learned later. */
function unknownCall(env: Env, delivery: Delivery, report: Report, call_id: string, pack: string, now: string): OpenCall {
  const record = delivery.kind === 'transcription' ? delivery.record : null
  const started = record ? Date.parse(record.final.ended_at) - record.final.duration_seconds * 1000 : Date.parse(now)
  return {
    call: newCall({
      id: call_id,
      pack,
      purpose: 'service',
      direction: record?.phone?.direction ?? (delivery.kind === 'initiation_failure' ? 'outbound' : 'inbound'),
      channel: record && !record.phone ? 'web' : 'phone',
      status: 'processing',
      conversation_id: report.conversation_id,
      agent_id: report.agent_id,
      created_at: instantOf(Math.min(started, Date.parse(now))),
    }),
    customer_name: null,
    zone: 'UTC',
    facts: null,
    number: record?.phone?.external_number ?? null,
    phone_hash: null,
    prompt: null,
    background: null,
    watchdog_seconds: configOf(env).WATCHDOG_SECONDS,
  }
}
