// Accounts of a customer. Their facts are held against the schema of their pack here, at the door.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { accountPatchSchema, accountSchema, newAccountSchema, pageQuery, pageOf as pageSchemaOf } from '../../contract/api.ts'
import { type Account, debtSchema } from '../../domain/customer.ts'
import { accountIdSchema, customerIdSchema } from '../../domain/id.ts'
import { packById, packIds } from '../../packs/registry.ts'
import { accountById, changeAccount, createAccount, listAccounts } from '../../store/accounts.ts'
import { customerById } from '../../store/customers.ts'
import { newId } from '../../store/new-id.ts'
import type { AppEnv } from '../app-env.ts'
import { pathsOf, refuse } from '../body.ts'
import { pageOf, positionIn } from '../cursor.ts'
import { answer, jsonBody, refusals } from '../described.ts'
import { Problem } from '../problems.ts'

/** An account as it comes in: a pack that exists, and facts in its shape. */
export const accountInputSchema = newAccountSchema.superRefine((account, ctx) => {
  const pack = packById(account.pack)
  if (!pack) {
    ctx.addIssue({ code: 'custom', path: ['pack'], message: `one of ${packIds.join(', ')}` })
    return
  }
  const facts = pack.factsSchema.safeParse(account.facts)
  for (const { path, message } of facts.success ? [] : pathsOf(facts.error, [])) ctx.addIssue({ code: 'custom', path: ['facts', ...path.split('.')], message })
})

export function accountFrom(given: z.infer<typeof newAccountSchema>, customer_id: string, now: string): Account {
  const { pack, external_id, facts, ...debt } = given
  return { id: newId('acct'), customer_id, pack, external_id: external_id ?? null, facts, debt, created_at: now, updated_at: now }
}

/** As the contract shows it: the debt's fields beside the facts. */
export function accountView({ debt, ...account }: Account): z.infer<typeof accountSchema> {
  return { ...account, ...debt }
}

const customerParams = z.object({ customer_id: customerIdSchema })
const list = 'accounts'

const listRoute = createRoute({
  method: 'get',
  path: '/api/customers/{customer_id}/accounts',
  operationId: 'listAccounts',
  tags: ['customers'],
  summary: 'The accounts of a customer, oldest first',
  request: { params: customerParams, query: z.strictObject(pageQuery) },
  responses: { 200: answer('A page of accounts', pageSchemaOf(accountSchema)), ...refusals },
})

const createAccountRoute = createRoute({
  method: 'post',
  path: '/api/customers/{customer_id}/accounts',
  operationId: 'createAccount',
  tags: ['customers'],
  summary: 'One more account of a customer',
  request: { params: customerParams, body: jsonBody(accountInputSchema) },
  responses: { 201: answer('The account', accountSchema), ...refusals },
})

const patchRoute = createRoute({
  method: 'patch',
  path: '/api/accounts/{account_id}',
  operationId: 'changeAccount',
  tags: ['customers'],
  summary: 'Changes the fields that are named; of the facts, too, those that are named',
  request: { params: z.object({ account_id: accountIdSchema }), body: jsonBody(accountPatchSchema) },
  responses: { 200: answer('The account as it stands now', accountSchema), ...refusals },
})

export const accounts = new OpenAPIHono<AppEnv>()
  .openapi(listRoute, async (c) => {
    const { customer_id } = c.req.valid('param')
    const { limit, cursor } = c.req.valid('query')
    if (!(await customerById(c.env, customer_id))) throw new Problem('not-found')
    const [after] = positionIn(c.env, list, 1, cursor) ?? []
    const page = pageOf(c.env, list, await listAccounts(c.env, { customer_id, limit, after }), limit, (account) => [account.id])
    return c.json({ ...page, items: page.items.map(accountView) }, 200)
  })
  .openapi(createAccountRoute, async (c) => {
    const { customer_id } = c.req.valid('param')
    if (!(await customerById(c.env, customer_id))) throw new Problem('not-found')
    const account = accountFrom(c.req.valid('json'), customer_id, new Date().toISOString())
    await createAccount(c.env, account)
    return c.json(accountView(account), 201)
  })
  .openapi(patchRoute, async (c) => {
    const { external_id, facts: given, ...debt } = c.req.valid('json')
    const known = await accountById(c.env, c.req.valid('param').account_id)
    if (!known) throw new Problem('not-found')
    const facts = { ...known.facts, ...given }
    const input = accountInputSchema.safeParse({ pack: known.pack, facts })
    if (!input.success) refuse(pathsOf(input.error, []))
    const patch = { facts, debt: debtSchema.parse({ ...known.debt, ...debt }), ...(external_id === undefined ? {} : { external_id }) }
    const changed = await changeAccount(c.env, known.id, patch, new Date().toISOString())
    if (!changed) throw new Problem('not-found')
    return c.json(accountView(changed), 200)
  })
