// Receipts: which rules allowed, deferred or refused each call.
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import { pageOf as pageSchemaOf, receiptQuerySchema, receiptSchema } from '../../contract/api.ts'
import { listReceipts, type ReceiptRow } from '../../store/receipts.ts'
import type { AppEnv } from '../app-env.ts'
import { pageOf, positionIn } from '../cursor.ts'
import { answer, refusals } from '../described.ts'

const list = 'receipts'

const listRoute = createRoute({
  method: 'get',
  path: '/api/receipts',
  operationId: 'listReceipts',
  tags: ['compliance'],
  summary: 'Receipts of clearance, newest first',
  request: { query: receiptQuerySchema },
  responses: { 200: answer('A page of receipts', pageSchemaOf(receiptSchema)), ...refusals },
})

export const receipts = new OpenAPIHono<AppEnv>().openapi(listRoute, async (c) => {
  const { limit, cursor, customer_id, verdict, from, to } = c.req.valid('query')
  const [at, id] = positionIn(c.env, list, 2, cursor) ?? []
  const after = at === undefined || id === undefined ? undefined : { at, id }
  const page = pageOf(c.env, list, await listReceipts(c.env, { customer_id, verdict, from, to, limit, after }), limit, (row) => [row.at, row.id])
  return c.json({ ...page, items: page.items.map(receiptView) }, 200)
})

function receiptView({ n: _, ...receipt }: ReceiptRow): z.infer<typeof receiptSchema> {
  return receipt
}
