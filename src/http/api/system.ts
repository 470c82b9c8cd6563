// What the deployment says of itself: that it lives, that it can work, and what it is.
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { version } from '../../../package.json'
import { ruleVersion } from '../../compliance/clearance.ts'
import { configOf } from '../../config.ts'
import { aliveSchema, readinessSchema, systemSchema } from '../../contract/api.ts'
import { packs } from '../../packs/registry.ts'
import { databaseAnswers } from '../../store/database.ts'
import type { AppEnv } from '../app-env.ts'
import { answer, refusals } from '../described.ts'

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'isAlive',
  tags: ['system'],
  security: [],
  summary: 'Alive; touches nothing',
  responses: { 200: answer('Alive', aliveSchema) },
})
const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'isReady',
  tags: ['system'],
  security: [],
  summary: 'Each thing that a call needs, with its state',
  responses: { 200: answer('All of them answer', readinessSchema), 503: answer('One of them does not', readinessSchema) },
})
const systemRoute = createRoute({
  method: 'get',
  path: '/api/system',
  operationId: 'getSystem',
  tags: ['system'],
  summary: 'The versions of the product, its packs and its rules',
  responses: { 200: answer('The deployment', systemSchema), ...refusals },
})

export const system = new OpenAPIHono<AppEnv>()
  .openapi(healthRoute, (c) => c.json({ state: 'alive' as const }, 200))
  .openapi(readyRoute, async (c) => {
    const { env } = c
    const { ELEVENLABS_BASE_URL, OPENROUTER_API_KEY } = configOf(env)
    const bound = (binding: unknown) => ({ state: binding ? ('ok' as const) : ('missing' as const) })
    const dependencies = {
      database: { state: (await databaseAnswers(env)) ? ('ok' as const) : ('away' as const) },
      objects: bound(env.CALL_SESSIONS && env.CUSTOMER_LEDGERS && env.PHONE_LINES),
      queues: bound(env.PROJECTION && env.ANALYSIS && env.EFFECTS),
      archive: bound(env.ARCHIVE),
      // Configured, not asked: a probe of somebody's provider is not worth a page at night.
      voice_provider: { state: 'ok' as const, name: `ElevenLabs at ${new URL(ELEVENLABS_BASE_URL).host}` },
      model_provider: { state: 'ok' as const, name: OPENROUTER_API_KEY ? 'OpenRouter' : 'the local engine' },
    }
    const ready = Object.values(dependencies).every(({ state }) => state === 'ok')
    return ready ? c.json({ state: 'ready' as const, dependencies }, 200) : c.json({ state: 'not_ready' as const, dependencies }, 503)
  })
  .openapi(systemRoute, (c) => {
    const { ENVIRONMENT } = configOf(c.env)
    const shown = packs.map(({ pack_id, title }) => ({ pack_id, title }))
    return c.json({ version, environment: ENVIRONMENT, packs: shown, rule_version: ruleVersion }, 200)
  })
