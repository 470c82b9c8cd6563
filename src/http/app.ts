// All routes on one page, grouped by who may come in.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { version } from '../../package.json'
import { configOf } from '../config.ts'
import { errorText } from '../telemetry/log.ts'
import { replies } from './agent/replies.ts'
import { webhooks } from './agent/webhooks.ts'
import { accounts } from './api/accounts.ts'
import { callImport } from './api/call-import.ts'
import { calls } from './api/calls.ts'
import { customers } from './api/customers.ts'
import { followUps } from './api/follow-ups.ts'
import { keys } from './api/keys.ts'
import { previews } from './api/previews.ts'
import { promises } from './api/promises.ts'
import { receipts } from './api/receipts.ts'
import { system } from './api/system.ts'
import { tickets } from './api/tickets.ts'
import { type AppEnv, isForPeople } from './app-env.ts'
import { requireKey } from './auth.ts'
import { limitSize, readInput, refuseInput } from './body.ts'
import { answer, refusals } from './described.ts'
import { answerOnce } from './idempotency.ts'
import { transcriptSocket } from './live/transcript.ts'
import { answerFailure, answerUnknownRoute, Problem } from './problems.ts'
import { requireRoute } from './route-table.ts'

// The order of refusal (contract, Conventions): size, who, role, whether there is such a route, content type, JSON; then the route's schema.
const base = new OpenAPIHono<AppEnv>({ defaultHook: refuseInput })
base.onError(answerFailure)
base.notFound(answerUnknownRoute)
base.use(identify)
base.use('/api/*', secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }))
base.use('/api/*', neverStored)
base.use(requireSettings)
base.use(limitSize)
base.use('/api/*', forPeople(requireKey))
base.use(requireRoute(() => app))
base.use('/api/*', forPeople(readInput))
base.use('/api/*', forPeople(answerOnce))

export const app = base
  // Anybody: /healthz, /readyz. With a key: /api/system.
  .route('/', system)
  // People and their programs, by API key; who may do what is the table in auth.ts.
  .route('/', customers)
  .route('/', accounts)
  .route('/', calls)
  .route('/', callImport)
  .route('/', previews)
  .route('/', tickets)
  .route('/', receipts)
  .route('/', promises)
  .route('/', followUps)
  .route('/', keys)
  // The voice platform: signed bodies, bearer secrets and call tokens of its own, checked by each route.
  .route('/', webhooks)
  .route('/', replies)
  // Browsers with a ticket: the live sockets.
  .route('/', transcriptSocket)

// --- what is about every answer, or the document of them all

base.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer', description: 'An API key: pk_<environment>_<random>' })
const documentRoute = createRoute({
  method: 'get',
  path: '/api/openapi.json',
  operationId: 'getOpenApi',
  tags: ['system'],
  summary: 'This document',
  responses: { 200: answer('OpenAPI 3.1', z.object({ openapi: z.string() })), ...refusals },
})
/** Made when it is first asked for: it is the same for as long as this code runs. */
let document: { openapi: string } | undefined
base.openapi(documentRoute, (c) => {
  document ??= app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Parley', version }, security: [{ key: [] }] })
  return c.json(document, 200)
})

async function identify(c: Context<AppEnv>, next: Next): Promise<void> {
  c.set('request_id', crypto.randomUUID())
  await next()
  // The answer to an upgrade is the socket, and is passed on as it came.
  if (c.res.status !== 101) c.res.headers.set('X-Request-Id', c.get('request_id'))
}

async function neverStored(c: Context<AppEnv>, next: Next): Promise<void> {
  await next()
  c.res.headers.set('Cache-Control', 'no-store')
}

/** With a setting missing the Worker says which, and nothing else. */
async function requireSettings(c: Context<AppEnv>, next: Next): Promise<void> {
  try {
    configOf(c.env)
  } catch (error) {
    throw new Problem('unavailable', { detail: errorText(error) })
  }
  await next()
}

function forPeople(guard: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> {
  return (c, next) => (isForPeople(c.req.path) ? guard(c, next) : next())
}
