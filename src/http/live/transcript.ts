// GET /ws/transcript/{call_id}: the socket of a watcher. Who may watch is settled here; a ticket is used up in the call's own object.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { callSession } from '../../../durable-objects/call-session.ts'
import { configOf } from '../../config.ts'
import { callIdSchema } from '../../domain/id.ts'
import type { AppEnv } from '../app-env.ts'
import { keyActor, mayCall } from '../auth.ts'
import { refuseInput } from '../body.ts'
import { Problem } from '../problems.ts'

const watchRoute = createRoute({
  method: 'get',
  path: '/ws/transcript/{call_id}',
  operationId: 'watchTranscript',
  tags: ['live'],
  summary: 'A socket with every entry of a call, resumed by `after`',
  request: {
    params: z.object({ call_id: callIdSchema }),
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,9}$/, 'a seq')
        .optional(),
      ticket: z.string().max(200).optional(),
    }),
  },
  responses: { 101: { description: 'The socket' } },
})

export const transcriptSocket = new OpenAPIHono<AppEnv>({ defaultHook: refuseInput }).openapi(watchRoute, async (c) => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw new Problem('upgrade-required', {}, { Upgrade: 'websocket' })
  requireOwnOrigin(c.env, c.req.header('origin'), c.req.url)
  const { after, ticket } = c.req.valid('query')
  // Without a ticket the key must say who watches; with one, the object asks whether it is good.
  if (ticket === undefined) {
    const actor = await keyActor(c.env, c.req.header('authorization'))
    if (!actor) throw new Problem('unauthenticated')
    if (!mayCall(actor.role, 'GET', c.req.path)) throw new Problem('forbidden')
  }
  const inner = new URL('https://session/watch')
  inner.searchParams.set('after', after ?? '0')
  if (ticket !== undefined) inner.searchParams.set('ticket', ticket)
  const answer = await callSession(c.env, c.req.valid('param').call_id).fetch(inner, { headers: { upgrade: 'websocket' } })
  if (answer.status === 404) throw new Problem(ticket === undefined ? 'not-found' : 'unauthenticated')
  if (answer.status === 401) throw new Problem('unauthenticated')
  return answer
})

/** A page of another site must not watch with its visitor's ticket. Programs send no origin. */
function requireOwnOrigin(env: Env, origin: string | undefined, url: string): void {
  if (origin === undefined) return
  const own = [new URL(configOf(env).DASHBOARD_ORIGIN).origin, new URL(url).origin]
  if (!own.includes(origin)) throw new Problem('forbidden')
}
