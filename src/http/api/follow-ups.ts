// Follow-ups: listed from D1, made and cancelled by the ledger of their customer.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { customerLedger } from '../../../durable-objects/customer-ledger.ts'
import { cancelFollowUpSchema, followUpQuerySchema, followUpViewSchema, newFollowUpSchema, pageOf as pageSchemaOf } from '../../contract/api.ts'
import { customerIdSchema, followUpIdSchema } from '../../domain/id.ts'
import { never } from '../../domain/result.ts'
import { customerWithAccounts } from '../../store/customers.ts'
import { followUpById, listFollowUps, showFollowUp } from '../../store/follow-ups.ts'
import type { AppEnv } from '../app-env.ts'
import { pageOf, positionIn } from '../cursor.ts'
import { answer, jsonBody, refusals } from '../described.ts'
import { Problem } from '../problems.ts'

const list = 'follow-ups'

const listRoute = createRoute({
  method: 'get',
  path: '/api/follow-ups',
  operationId: 'listFollowUps',
  tags: ['follow-ups'],
  summary: 'Follow-ups, the next one due first',
  request: { query: followUpQuerySchema },
  responses: { 200: answer('A page of follow-ups', pageSchemaOf(followUpViewSchema)), ...refusals },
})
const scheduleRoute = createRoute({
  method: 'post',
  path: '/api/follow-ups',
  operationId: 'scheduleFollowUp',
  tags: ['follow-ups'],
  summary: 'A call that is to be placed by itself, when the rules allow it',
  request: { body: jsonBody(newFollowUpSchema) },
  responses: { 201: answer('The follow-up', followUpViewSchema), ...refusals },
})
const cancelRoute = createRoute({
  method: 'post',
  path: '/api/follow-ups/{follow_up_id}/cancel',
  operationId: 'cancelFollowUp',
  tags: ['follow-ups'],
  summary: 'It will not be placed',
  request: { params: z.object({ follow_up_id: followUpIdSchema }), body: { ...jsonBody(cancelFollowUpSchema), required: false } },
  responses: { 200: answer('The follow-up', followUpViewSchema), ...refusals },
})

export const followUps = new OpenAPIHono<AppEnv>()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, status, customer_id, due_before } = c.req.valid('query')
    const [due_at, id] = positionIn(c.env, list, 2, cursor) ?? []
    const after = due_at === undefined || id === undefined ? undefined : { due_at, id }
    const rows = await listFollowUps(c.env, { status, customer_id, due_before, limit, after })
    return c.json(
      pageOf(c.env, list, rows, limit, (row) => [row.due_at, row.id]),
      200,
    )
  })
  .openapi(scheduleRoute, async (c) => {
    const { customer_id, account_id, call_id, purpose, due_at } = c.req.valid('json')
    const found = customerIdSchema.safeParse(customer_id).success ? await customerWithAccounts(c.env, customer_id) : null
    if (!found || (account_id !== undefined && !found.accounts.some((account) => account.id === account_id))) throw new Problem('not-found')
    const now = new Date().toISOString()
    const followUp = await customerLedger(c.env, customer_id).schedule({
      customer_id,
      account_id: account_id ?? null,
      call_id: call_id ?? null,
      purpose,
      due_at,
      now,
    })
    await showFollowUp(c.env, followUp)
    return c.json(followUp, 201)
  })
  .openapi(cancelRoute, async (c) => {
    const known = await followUpById(c.env, c.req.valid('param').follow_up_id)
    if (!known) throw new Problem('not-found')
    const reason = c.req.valid('json').reason ?? 'cancelled by a person'
    const cancelled = await customerLedger(c.env, known.customer_id).cancelFollowUp(known.id, reason, new Date().toISOString())
    if (cancelled.ok) return c.json(cancelled.value, 200)
    switch (cancelled.error.kind) {
      case 'unknown':
        throw new Problem('not-found')
      case 'cannot':
        throw new Problem('invalid-transition', { from: cancelled.error.status, to: 'cancelled' })
      default:
        return never(cancelled.error)
    }
  })
