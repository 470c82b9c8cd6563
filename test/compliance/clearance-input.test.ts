import { describe, expect, test } from 'vitest'
import { clearanceInputSchema, subjectOf } from '../../src/compliance/clearance-input.ts'
import type { Account, Customer } from '../../src/domain/customer.ts'
import { question } from './question.ts'

const asked = {
  now: '2026-06-10T15:00:00Z',
  customer: { phone: '+14045550107' },
  history: [],
  request: { channel: 'voice_ai', purpose: 'collection', debt_id: 'd1' },
}

describe('a question', () => {
  test('may leave out what is not known of a person', () => {
    expect(clearanceInputSchema.parse(asked).customer).toEqual({ phone: '+14045550107', other_phones: [], consents: {}, flags: {}, debts: [] })
  })

  test.each([
    ['no time', { ...asked, now: undefined }, 'now'],
    ['a time that is none', { ...asked, now: 'soon' }, 'now'],
    ['a channel that is none', { ...asked, request: { ...asked.request, channel: 'pigeon' } }, 'request.channel'],
    ['a past that is no list', { ...asked, history: 'none' }, 'history'],
    ['a number without its country', { ...asked, customer: { phone: '4045550107' } }, 'customer.phone'],
    ['a zone that is none', { ...asked, customer: { ...asked.customer, time_zone: 'America/Atlanta' } }, 'customer.time_zone'],
    ['a window that closes before it opens', { ...asked, policy: { window: { from: '20:00', to: '08:00' } } }, 'policy.window'],
    ['a field that nobody knows', { ...asked, customer: { ...asked.customer, mood: 'good' } }, 'customer'],
  ])('is not understood with %s', (_, input, path) => {
    const parsed = clearanceInputSchema.safeParse(input)
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
  })

  test('ignores a flag that nobody knows', () => {
    expect(question({ flags: { scra: true, left_handed: true } }).customer.flags).toEqual({ scra: true })
  })
})

describe('a customer on file', () => {
  const customer: Customer = {
    id: 'cus_00000000000000000000000001',
    name: 'Ana Ruiz',
    phone: '+14045550107',
    other_phones: ['+18085550112'],
    email: null,
    language: 'en',
    time_zone: null,
    time_zone_source: null,
    address: { state: 'GA', postal_code: '30301-1234', country: 'US' },
    external_id: null,
    consents: {},
    flags: { scra: true },
    obey_version: 1,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
  }
  const account: Account = {
    id: 'acct_00000000000000000000000001',
    customer_id: customer.id,
    pack: 'collections',
    external_id: 'A9',
    facts: {},
    debt: { kind: 'student_loan', status: 'open' },
    created_at: customer.created_at,
    updated_at: customer.updated_at,
  }

  test('is asked about with the address, the flags and the debts on file', () => {
    const subject = subjectOf(customer, [account], true)
    expect(subject).toEqual({
      phone: '+14045550107',
      other_phones: ['+18085550112'],
      in_flight: true,
      address_state: 'GA',
      zip: '30301',
      consents: {},
      flags: { scra: true },
      debts: [{ id: account.id, account: 'A9', kind: 'student_loan', status: 'open' }],
    })
    expect(clearanceInputSchema.shape.customer.parse(subject)).toEqual(subject)
  })

  test('is asked about without an address when that is abroad', () => {
    const abroad = subjectOf({ ...customer, address: { state: 'GA', postal_code: '30301', country: 'GE' } }, [], false)
    expect(abroad).not.toHaveProperty('address_state')
    expect(abroad).not.toHaveProperty('zip')
  })
})
