// What would be said and what would be read, without a call: nothing is stored and nobody is dialled.
import { createHash } from 'node:crypto'
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { uuidv7 } from 'uuidv7'
import type { z } from 'zod'
import { configOf } from '../../config.ts'
import { analysisPreviewRequestSchema, analysisPreviewSchema, promptPreviewRequestSchema, promptPreviewSchema } from '../../contract/api.ts'
import { auditCall } from '../../conversation/audit.ts'
import { assemblePrompt } from '../../conversation/prompt.ts'
import type { SpokenTurn } from '../../domain/outcome.ts'
import { redact } from '../../domain/redaction.ts'
import { extract } from '../../intelligence/extract.ts'
import { meaningful } from '../../intelligence/meaningful.ts'
import { rehearse } from '../../outreach/start-call.ts'
import type { Pack } from '../../packs/pack.ts'
import { packById } from '../../packs/registry.ts'
import type { AppEnv } from '../app-env.ts'
import { pathsOf, refuse, refuseInput } from '../body.ts'
import { Problem } from '../problems.ts'
import { notStarted } from './calls.ts'

type AnalysisAsked = z.infer<typeof analysisPreviewRequestSchema>

const analysisRoute = createRoute({
  method: 'post',
  path: '/api/analysis/preview',
  operationId: 'previewAnalysis',
  tags: ['previews'],
  summary: 'Reads a conversation; nothing is stored',
  request: { body: { required: true, content: { 'application/json': { schema: analysisPreviewRequestSchema } } } },
  responses: { 200: { description: 'What was read', content: { 'application/json': { schema: analysisPreviewSchema } } } },
})
const promptRoute = createRoute({
  method: 'post',
  path: '/api/prompts/preview',
  operationId: 'previewPrompt',
  tags: ['previews'],
  summary: 'The instructions that a call would go out with',
  request: { body: { required: true, content: { 'application/json': { schema: promptPreviewRequestSchema } } } },
  responses: { 200: { description: 'The prompt', content: { 'application/json': { schema: promptPreviewSchema } } } },
})

export const previews = new OpenAPIHono<AppEnv>({ defaultHook: refuseInput })
  .openapi(analysisRoute, async (c) => {
    const asked = c.req.valid('json')
    const pack = packNamed(asked.pack, 'pack')
    const facts = asked.account ? factsFor(pack, asked.account.facts) : null
    const turns = turnsOf(asked)
    const gate = meaningful({ entries: turns, duration_seconds: asked.duration_seconds })
    const audits = auditCall({ turns, customer_name: asked.customer?.name ?? '', ended_by: 'unknown', facts: [], asks: pack.asks, gate: pack.identityGate })
    if (!gate.value) return c.json({ meaningful: gate, analysis: null, audits, engine: null, models: [], cost: { llm_usd: 0 } }, 200)
    const read = await extract(configOf(c.env), {
      pack,
      facts,
      customer_name: asked.customer?.name ?? null,
      zone: asked.customer?.time_zone ?? 'UTC',
      reference_time: asked.reference_time,
      turns,
      fence: uuidv7(),
    })
    return c.json({ meaningful: gate, analysis: read.analysis, audits, engine: read.engine, models: read.models, cost: { llm_usd: read.cost_usd } }, 200)
  })
  .openapi(promptRoute, async (c) => {
    const asked = c.req.valid('json')
    const now = new Date().toISOString()
    if (asked.customer_id !== undefined) {
      const rehearsed = await rehearse(c.env, { customer_id: asked.customer_id, account_id: asked.account_id ?? null, purpose: asked.purpose ?? null, now })
      if (!rehearsed.ok) throw notStarted(rehearsed.error)
      const { system_prompt, first_message, manifest } = rehearsed.value.prompt
      return c.json({ system_prompt, first_message, manifest }, 200)
    }
    const { customer, account } = asked
    if (!customer || !account) throw new Problem('invalid-request')
    const pack = packNamed(account.pack, 'account.pack')
    const { system_prompt, first_message, manifest } = assemblePrompt(
      pack,
      {
        customer: { name: customer.name, language: customer.language ?? 'en', time_zone: customer.time_zone ?? 'UTC', address_line: null },
        facts: factsFor(pack, account.facts),
        account: { external_id: null, updated_at: now },
        purpose: asked.purpose ?? pack.defaultPurpose,
        direction: asked.direction ?? 'outbound',
        business_name: configOf(c.env).BUSINESS_NAME,
        agent_name: 'the automated assistant',
        now,
        history: { total_calls: 0, last_contact: null, active_promise: null, earlier: null },
      },
      [],
      { call_id: 'preview', hash: (text) => createHash('sha256').update(text).digest('hex') },
    )
    return c.json({ system_prompt, first_message, manifest }, 200)
  })

function packNamed(pack_id: string, path: string): Pack {
  const pack = packById(pack_id)
  if (!pack) refuse([{ path, message: 'no such pack' }])
  return pack
}

function factsFor(pack: Pack, facts: Record<string, unknown>): Record<string, unknown> {
  const checked = pack.factsSchema.safeParse(facts)
  if (!checked.success) refuse(pathsOf(checked.error, ['account', 'facts']))
  return facts
}

function turnsOf(asked: AnalysisAsked): SpokenTurn[] {
  return asked.entries.map((entry, i) => ({
    seq: entry.seq ?? i + 1,
    speaker: entry.speaker,
    text: redact(entry.text).text,
    offset_ms: entry.offset_ms ?? null,
  }))
}
