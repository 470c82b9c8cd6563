// Customers, their accounts, and what the next dial must obey.
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { customerById, customerWithAccounts } from '../../src/store/customers.ts'
import { ask, collectionsFacts, createdCustomer, pathsNamed, person, slugOf } from '../world/client.ts'

describe('a customer', () => {
  test('is answered as stored, with accounts', async () => {
    const made = await ask('POST', '/api/customers', { body: person({ name: 'Zoë', email: 'zoe@example.com', external_id: 'A-1', language: 'es' }) })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      name: 'Zoë',
      email: 'zoe@example.com',
      external_id: 'A-1',
      language: 'es',
      consents: {},
      flags: {},
      accounts: [{ pack: 'collections', facts: collectionsFacts }],
    })
    expect(made.body.id).toMatch(/^cus_[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(made.body).not.toHaveProperty('obey_version')
    expect((await ask('GET', `/api/customers/${made.body.id}`)).body).toEqual(made.body)
  })

  test('keeps a hundred accounts made at once, in their order', async () => {
    const accounts = Array.from({ length: 100 }, (_, i) => ({ pack: 'collections', facts: { ...collectionsFacts, days_overdue: i } }))
    const { id } = await createdCustomer({ accounts })
    expect((await customerWithAccounts(env, id))?.accounts.map(({ facts }) => facts.days_overdue)).toEqual(accounts.map(({ facts }) => facts.days_overdue))
  })

  test('is always found by any part of the name, in any script', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter(isName), fc.nat(), fc.nat(), async (name, from, length) => {
        const { id } = await createdCustomer({ name })
        const characters = [...name]
        const start = from % characters.length
        const part = characters.slice(start, start + 1 + (length % characters.length)).join('')
        const found = await ask('GET', `/api/customers?limit=200&q=${encodeURIComponent(part)}`)
        expect(found.body.items?.map((customer) => customer.id)).toContain(id)
      }),
      { numRuns: 60 },
    )
  })

  test('is not found by what only looks like a question to the database', async () => {
    await createdCustomer({ name: 'Ann Lee' })
    for (const q of ["' OR '1'='1", '%', '_', '*', '"', '";--', 'NEAR(a b)', 'Ann AND', 'name:Ann', 'Ann*', '\\']) {
      const found = await ask('GET', `/api/customers?q=${encodeURIComponent(q)}`)
      expect([q, found.status, found.body.items?.filter((customer) => customer.name === 'Ann Lee')]).toEqual([q, 200, []])
    }
  })

  test('is found by phone, and nobody else with it', async () => {
    const { id, phone } = await createdCustomer()
    await createdCustomer()
    const found = await ask('GET', `/api/customers?phone=${encodeURIComponent(phone)}`)
    expect(found.body.items?.map((customer) => customer.id)).toEqual([id])
  })

  test('is listed once and never skipped while others are added', async () => {
    const wanted = []
    for (let i = 0; i < 7; i++) wanted.push((await createdCustomer()).id)
    const seen: unknown[] = []
    let cursor: unknown = ''
    while (typeof cursor === 'string') {
      const page: Awaited<ReturnType<typeof ask>> = await ask('GET', `/api/customers?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...(page.body.items ?? []).map((customer) => customer.id))
      cursor = page.body.next_cursor
      if (seen.length < 10) await createdCustomer()
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(wanted))
  })

  test('changes in what is named and in nothing else', async () => {
    const { id, phone } = await createdCustomer({ email: 'a@example.com' })
    const changed = await ask('PATCH', `/api/customers/${id}`, { body: { name: 'New Name' } })
    expect(changed.body).toMatchObject({ name: 'New Name', phone, email: 'a@example.com' })
    expect((await ask('GET', '/api/customers?q=New%20Name')).body.items).toHaveLength(1)
    expect((await ask('PATCH', `/api/customers/${id}`, { body: {} })).status).toBe(422)
  })

  test('must have a number that can exist, a state that exists and a zone that exists', async () => {
    const faults = { phone: '+1911', other_phones: ['+1404555010'], address: { state: 'ZZ', country: 'US' }, time_zone: 'Mars/Olympus' }
    expect(pathsNamed(await ask('POST', '/api/customers', { body: person(faults) }))).toEqual(['address.state', 'other_phones.0', 'phone', 'time_zone'])
    expect(
      (await ask('POST', '/api/customers', { body: person({ phone: '+442079460123', address: { state: 'Greater London', country: 'GB' } }) })).status,
    ).toBe(201)
  })
})

describe('consents and flags', () => {
  test('given replace those on file, and the others stay', async () => {
    const { id } = await createdCustomer({ flags: { minor: true, scra: true } })
    const changed = await ask('PUT', `/api/customers/${id}/flags`, { body: { scra: false, no_medium: ['voice'] } })
    expect(changed.body.flags).toEqual({ minor: true, scra: false, no_medium: ['voice'] })
    expect(pathsNamed(await ask('PUT', `/api/customers/${id}/flags`, { body: { blocked: true } }))).toEqual(['blocked'])
  })

  test('are with the ledger before the answer is sent', async () => {
    const { id } = await createdCustomer()
    await ask('PUT', `/api/customers/${id}/consents`, { body: { ai_voice: { status: 'revoked' } } })
    const obeyed = await runInDurableObject(env.CUSTOMER_LEDGERS.getByName(id), (_, state) => state.storage.kv.get('obeyed'))
    expect(obeyed).toEqual({ consents: { ai_voice: { status: 'revoked' } }, flags: {}, obey_version: 2 })
  })

  test('written by several at once are all kept, and the ledger holds the last', async () => {
    const { id } = await createdCustomer()
    const writes = [{ minor: true }, { deceased: true }, { scra: true }, { bankruptcy: 'active' }]
    const answers = await Promise.all(writes.map((body) => ask('PUT', `/api/customers/${id}/flags`, { body })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const customer = await customerById(env, id)
    expect(customer).toMatchObject({ flags: { minor: true, deceased: true, scra: true, bankruptcy: 'active' }, obey_version: 5 })
    const obeyed = await runInDurableObject(env.CUSTOMER_LEDGERS.getByName(id), (_, state) => state.storage.kv.get('obeyed'))
    expect(obeyed).toMatchObject({ flags: customer?.flags, obey_version: 5 })
  })
})

describe('an account', () => {
  test('is added, listed in order and changed in the facts that are named', async () => {
    const { id, account_id } = await createdCustomer()
    const second = await ask('POST', `/api/customers/${id}/accounts`, {
      body: { pack: 'collections', external_id: 'B-2', kind: 'medical', facts: collectionsFacts },
    })
    expect(second.body).toMatchObject({ customer_id: id, external_id: 'B-2', kind: 'medical' })
    const listed = await ask('GET', `/api/customers/${id}/accounts`)
    expect(listed.body.items?.map((account) => account.id)).toEqual([account_id, second.body.id])
    const changed = await ask('PATCH', `/api/accounts/${account_id}`, { body: { facts: { outstanding_amount: 12.34 }, dispute: 'open' } })
    expect(changed.body).toMatchObject({ facts: { ...collectionsFacts, outstanding_amount: 12.34 }, dispute: 'open' })
  })

  test('never holds facts that its pack does not know', async () => {
    const { account_id } = await createdCustomer()
    expect(pathsNamed(await ask('PATCH', `/api/accounts/${account_id}`, { body: { facts: { outstanding_amount: -1, card_number: '4111' } } }))).toEqual([
      'facts.card_number',
      'facts.outstanding_amount',
    ])
  })
})

describe('an erased customer', () => {
  test('is unknown to every route and leaves no personal data in the row or the accounts', async () => {
    const { id, phone, account_id } = await createdCustomer({
      name: 'Erase Me Please',
      email: 'erase@example.com',
      external_id: 'ext-9',
      accounts: [{ pack: 'collections', external_id: 'loan-9', facts: collectionsFacts }],
    })
    expect((await ask('DELETE', `/api/customers/${id}`)).status).toBe(200)
    for (const [method, path, body] of [
      ['GET', `/api/customers/${id}`],
      ['PATCH', `/api/customers/${id}`, { name: 'Back Again' }],
      ['DELETE', `/api/customers/${id}`],
      ['PUT', `/api/customers/${id}/flags`, { minor: true }],
      ['GET', `/api/customers/${id}/accounts`],
      ['POST', `/api/customers/${id}/accounts`, { pack: 'collections', facts: collectionsFacts }],
      ['PATCH', `/api/accounts/${account_id}`, { external_id: 'x' }],
      ['POST', '/api/follow-ups', { customer_id: id, purpose: 'callback', due_at: '2030-01-01T10:00:00Z' }],
    ] as const) {
      expect([method, path, slugOf(await ask(method, path, { body }))]).toEqual([method, path, 'not-found'])
    }
    expect((await ask('GET', `/api/customers?phone=${encodeURIComponent(phone)}`)).body.items).toEqual([])
    expect((await ask('GET', '/api/customers?q=Erase%20Me')).body.items).toEqual([])
    expect(await customerWithAccounts(env, id)).toBeNull()
    const kept = await env.DB.batch(
      ['SELECT * FROM customers WHERE id = ?', 'SELECT * FROM accounts WHERE customer_id = ?'].map((query) => env.DB.prepare(query).bind(id)),
    )
    expect(JSON.stringify(kept.map(({ results }) => results))).not.toMatch(new RegExp(`Erase Me|erase@|ext-9|loan-9|1250|${phone.slice(1)}`))
  })
})

describe('a follow-up', () => {
  test('is listed as soon as it is made, the next due first, and cancelled once', async () => {
    const { id, account_id } = await createdCustomer()
    const ask_for = (due_at: string) => ask('POST', '/api/follow-ups', { body: { customer_id: id, account_id, purpose: 'callback', due_at } })
    const later = await ask_for('2030-03-02T15:00:00Z')
    const sooner = await ask_for('2030-03-01T15:00:00Z')
    expect(sooner.body).toMatchObject({ customer_id: id, account_id, status: 'scheduled', due_at: '2030-03-01T15:00:00.000Z', attempts: 0 })
    const first = await ask('GET', `/api/follow-ups?customer_id=${id}&limit=1`)
    const second = await ask('GET', `/api/follow-ups?customer_id=${id}&limit=1&cursor=${first.body.next_cursor}`)
    expect([...(first.body.items ?? []), ...(second.body.items ?? [])].map((row) => row.id)).toEqual([sooner.body.id, later.body.id])
    const cancelled = await ask('POST', `/api/follow-ups/${sooner.body.id}/cancel`, { body: { reason: 'paid by post' } })
    expect(cancelled.body).toMatchObject({ status: 'cancelled', reason: 'paid by post' })
    expect((await ask('POST', `/api/follow-ups/${sooner.body.id}/cancel`, { body: {} })).body.status).toBe('cancelled')
  })

  test("for another customer's account is refused as if there were none", async () => {
    const [mine, other] = [await createdCustomer(), await createdCustomer()]
    const answer = await ask('POST', '/api/follow-ups', {
      body: { customer_id: mine.id, account_id: other.account_id, purpose: 'callback', due_at: '2030-01-01T10:00:00Z' },
    })
    expect(slugOf(answer)).toBe('not-found')
  })
})

/** What the contract takes for a name. */
function isName(text: string): boolean {
  return text.trim() !== '' && text.isWellFormed() && text.length <= 200 && !text.includes('\u0000') && !/[\u202A-\u202E\u2066-\u2069]/u.test(text)
}
