// Promises to pay, as people look through them.
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import { pageOf as pageSchemaOf, promiseQuerySchema, promiseSchema } from '../../contract/api.ts'
import { fromCents } from '../../domain/money.ts'
import type { Promised } from '../../domain/promise.ts'
import { listPromises } from '../../store/promises.ts'
import type { AppEnv } from '../app-env.ts'
import { pageOf, positionIn } from '../cursor.ts'
import { answer, refusals } from '../described.ts'

const list = 'promises'

const listRoute = createRoute({
  method: 'get',
  path: '/api/promises',
  operationId: 'listPromises',
  tags: ['promises'],
  summary: 'Promises to pay, newest first',
  request: { query: promiseQuerySchema },
  responses: { 200: answer('A page of promises', pageSchemaOf(promiseSchema)), ...refusals },
})

export const promises = new OpenAPIHono<AppEnv>().openapi(listRoute, async (c) => {
  const { limit, cursor, status, due_before, customer_id } = c.req.valid('query')
  const [after] = positionIn(c.env, list, 1, cursor) ?? []
  const page = pageOf(c.env, list, await listPromises(c.env, { status, due_before, customer_id, limit, after }), limit, (promise) => [promise.id])
  return c.json({ ...page, items: page.items.map(promiseView) }, 200)
})

/** Money leaves as the decimals of the contract. */
export function promiseView({ promised_amount_cents, paid_amount_cents, ...promise }: Promised): z.infer<typeof promiseSchema> {
  return { ...promise, promised_amount: promised_amount_cents === null ? null : fromCents(promised_amount_cents), paid_amount: fromCents(paid_amount_cents) }
}
