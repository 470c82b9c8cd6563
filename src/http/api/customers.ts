// Customers: made, found, changed, erased; and the consents and flags that the next dial must obey.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { isPossiblePhoneNumber } from 'libphonenumber-js/min'
import { customerLedger } from '../../../durable-objects/customer-ledger.ts'
import {
  customerPatchSchema,
  customerQuerySchema,
  customerSchema,
  customerWithAccountsSchema,
  newCustomerSchema,
  pageOf as pageSchemaOf,
} from '../../contract/api.ts'
import { type Account, addressSchema, type Consents, type Customer, consentsSchema, e164Schema, type Flags, flagsSchema } from '../../domain/customer.ts'
import { customerIdSchema } from '../../domain/id.ts'
import { changeCustomer, changeObeyed, createCustomer, customerById, customerWithAccounts, eraseCustomer, listCustomers } from '../../store/customers.ts'
import { newId } from '../../store/new-id.ts'
import type { AppEnv } from '../app-env.ts'
import { pageOf, positionIn } from '../cursor.ts'
import { answer, jsonBody, refusals } from '../described.ts'
import { Problem } from '../problems.ts'
import { accountFrom, accountInputSchema, accountView } from './accounts.ts'
import { isStateOrTerritory } from './states.ts'

// Whether anybody has the number cannot be known; whether its country has numbers of this length can.
const phoneSchema = e164Schema.refine((phone) => isPossiblePhoneNumber(phone), 'not a number that can exist')
const addressInputSchema = addressSchema.refine(({ country, state }) => country !== 'US' || state === undefined || isStateOrTerritory(state), {
  message: 'not a state or territory of the United States',
  path: ['state'],
})
const checked = { phone: phoneSchema, other_phones: z.array(phoneSchema).max(20).optional(), address: addressInputSchema.optional() }
const customerInputSchema = newCustomerSchema.extend({ ...checked, accounts: z.array(accountInputSchema).max(1000).optional() })
const patchInputSchema = z
  .strictObject({ ...customerPatchSchema.shape, ...checked, phone: phoneSchema.optional() })
  .refine((patch) => Object.keys(patch).length > 0, 'name at least one field')

const params = z.object({ customer_id: customerIdSchema })
const erasedSchema = z.object({ id: customerIdSchema, erased_at: z.string() })
const list = 'customers'
const usualLanguage = 'en'

const createCustomerRoute = createRoute({
  method: 'post',
  path: '/api/customers',
  operationId: 'createCustomer',
  tags: ['customers'],
  summary: 'A new customer, with accounts',
  request: { body: jsonBody(customerInputSchema) },
  responses: { 201: answer('The customer as stored', customerWithAccountsSchema), ...refusals },
})
const listRoute = createRoute({
  method: 'get',
  path: '/api/customers',
  operationId: 'listCustomers',
  tags: ['customers'],
  summary: 'Customers, newest first; by phone, or by a part of the name',
  request: { query: customerQuerySchema },
  responses: { 200: answer('A page of customers', pageSchemaOf(customerSchema)), ...refusals },
})
const getRoute = createRoute({
  method: 'get',
  path: '/api/customers/{customer_id}',
  operationId: 'getCustomer',
  tags: ['customers'],
  summary: 'One customer, with accounts',
  request: { params },
  responses: { 200: answer('The customer', customerWithAccountsSchema), ...refusals },
})
const patchRoute = createRoute({
  method: 'patch',
  path: '/api/customers/{customer_id}',
  operationId: 'changeCustomer',
  tags: ['customers'],
  summary: 'Changes the fields that are named',
  request: { params, body: jsonBody(patchInputSchema) },
  responses: { 200: answer('The customer as it stands now', customerSchema), ...refusals },
})
const eraseRoute = createRoute({
  method: 'delete',
  path: '/api/customers/{customer_id}',
  operationId: 'eraseCustomer',
  tags: ['customers'],
  summary: 'Erases the person: the id answers 404 from now on',
  request: { params },
  responses: { 200: answer('When it was done', erasedSchema), ...refusals },
})
const flagsRoute = createRoute({
  method: 'put',
  path: '/api/customers/{customer_id}/flags',
  operationId: 'putFlags',
  tags: ['customers'],
  summary: 'Flags given replace those on file, others stay; in force for the next dial before this answers',
  request: { params, body: jsonBody(flagsSchema) },
  responses: { 200: answer('The customer as it stands now', customerSchema), ...refusals },
})
const consentsRoute = createRoute({
  method: 'put',
  path: '/api/customers/{customer_id}/consents',
  operationId: 'putConsents',
  tags: ['customers'],
  summary: 'Consents given replace those on file, others stay; in force for the next dial before this answers',
  request: { params, body: jsonBody(consentsSchema) },
  responses: { 200: answer('The customer as it stands now', customerSchema), ...refusals },
})

export const customers = new OpenAPIHono<AppEnv>()
  .openapi(createCustomerRoute, async (c) => {
    const now = new Date().toISOString()
    const { accounts: given, ...person } = c.req.valid('json')
    const customer = customerFrom(person, now)
    const accounts = (given ?? []).map((account) => accountFrom(account, customer.id, now))
    await createCustomer(c.env, customer, accounts)
    return c.json(withAccounts(customer, accounts), 201)
  })
  .openapi(listRoute, async (c) => {
    const { limit, cursor, phone, q } = c.req.valid('query')
    const [after] = positionIn(c.env, list, 1, cursor) ?? []
    const page = pageOf(c.env, list, await listCustomers(c.env, { phone, q, limit, after }), limit, (customer) => [customer.id])
    return c.json({ ...page, items: page.items.map(customerView) }, 200)
  })
  .openapi(getRoute, async (c) => {
    const found = await customerWithAccounts(c.env, c.req.valid('param').customer_id)
    if (!found) throw new Problem('not-found')
    return c.json(withAccounts(found.customer, found.accounts), 200)
  })
  .openapi(patchRoute, async (c) => {
    const changed = await changeCustomer(c.env, c.req.valid('param').customer_id, given(c.req.valid('json')), new Date().toISOString())
    if (!changed) throw new Problem('not-found')
    return c.json(customerView(changed), 200)
  })
  .openapi(eraseRoute, async (c) => {
    const { customer_id } = c.req.valid('param')
    const erased_at = new Date().toISOString()
    if (!(await eraseCustomer(c.env, customer_id, erased_at))) throw new Problem('not-found')
    return c.json({ id: customer_id, erased_at }, 200)
  })
  .openapi(flagsRoute, async (c) => c.json(customerView(await obey(c.env, c.req.valid('param').customer_id, { flags: c.req.valid('json') })), 200))
  .openapi(consentsRoute, async (c) => c.json(customerView(await obey(c.env, c.req.valid('param').customer_id, { consents: c.req.valid('json') })), 200))

function customerFrom(person: Omit<z.infer<typeof customerInputSchema>, 'accounts'>, now: string): Customer {
  const unknown = {
    other_phones: [],
    email: null,
    language: usualLanguage,
    time_zone: null,
    time_zone_source: null,
    address: null,
    external_id: null,
    consents: {},
    flags: {},
  }
  return { ...unknown, ...given(person), id: newId('cus'), obey_version: 1, created_at: now, updated_at: now }
}

/** Without the fields that were left out. */
function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Name in keyof Fields]: Exclude<Fields[Name], undefined> }
}

/** Two who write at once both get through: each reads what the other wrote. */
const mostTries = 5

/** Into D1, and into the ledger before anybody is told that it holds. */
async function obey(env: Env, customer_id: string, change: { consents?: Consents; flags?: Flags }): Promise<Customer> {
  for (let tries = 0; tries < mostTries; tries++) {
    const seen = await customerById(env, customer_id)
    if (!seen) throw new Problem('not-found')
    const obeyed = { consents: { ...seen.consents, ...change.consents }, flags: { ...seen.flags, ...change.flags } }
    const changed = await changeObeyed(env, seen, obeyed, new Date().toISOString())
    if (!changed) continue
    await customerLedger(env, customer_id).obey({ customer_id, ...obeyed, obey_version: changed.obey_version })
    return changed
  }
  throw new Problem('conflict', { detail: 'Others are changing this customer at the same moment. Send it again.' })
}

function customerView({ obey_version: _, ...customer }: Customer): z.infer<typeof customerSchema> {
  return customer
}

function withAccounts(customer: Customer, accounts: readonly Account[]): z.infer<typeof customerWithAccountsSchema> {
  return { ...customerView(customer), accounts: accounts.map(accountView) }
}
