// The people of a fresh deployment, asked about at every hour: whoever tries the product must find somebody to call, at any time.
import { describe, expect, test } from 'vitest'
import { type Sample, sampleCustomers, uncallable } from '../../scripts/sample-customers.ts'
import { clear } from '../../src/compliance/clearance.ts'
import { clearanceInputSchema, subjectOf } from '../../src/compliance/clearance-input.ts'
import { newCustomerSchema } from '../../src/contract/api.ts'
import type { Account, Customer } from '../../src/domain/customer.ts'
import { packById } from '../../src/packs/registry.ts'

const hours = Array.from({ length: 24 }, (_, hour) => Date.UTC(2026, 10, 23, hour, 17))

/** The person as the database would hold them, and what the rules then say about a first call. */
function asked({ customer: given }: Sample, at: number) {
  const now = new Date(at).toISOString()
  const { accounts = [], ...body } = newCustomerSchema.parse(given)
  const customer: Customer = {
    id: 'cus_00000000000000000000000000',
    name: body.name,
    phone: body.phone,
    other_phones: body.other_phones ?? [],
    email: null,
    language: body.language ?? 'en',
    time_zone: body.time_zone ?? null,
    time_zone_source: body.time_zone_source ?? null,
    address: body.address ?? null,
    external_id: body.external_id ?? null,
    consents: body.consents ?? {},
    flags: body.flags ?? {},
    obey_version: 1,
    created_at: now,
    updated_at: now,
  }
  const [only] = accounts.map(({ pack, external_id, facts, ...debt }): Account => {
    return {
      id: 'acct_00000000000000000000000000',
      customer_id: customer.id,
      pack,
      external_id: external_id ?? null,
      facts,
      debt,
      created_at: now,
      updated_at: now,
    }
  })
  const pack = packById(only?.pack ?? '')
  if (!only || !pack) throw new Error(`${given.name} has no account of a pack that exists`)
  const request = { channel: 'voice_ai', ...pack.clearancePurpose(pack.defaultPurpose), debt_id: pack.isDebt ? only.id : null }
  return clear(clearanceInputSchema.parse({ now, customer: subjectOf(customer, pack.isDebt ? [only] : [], false), history: [], request }))
}

/** How often in the day somebody may be called. */
function allowedHours(sampleAt: (at: number) => Sample): number {
  return hours.filter((at) => asked(sampleAt(at), at).decision === 'allow').length
}

const names = sampleCustomers(0).map((sample) => sample.customer.name)
function named(name: string, at: number): Sample {
  const sample = sampleCustomers(at).find((one) => one.customer.name === name)
  if (!sample) throw new Error(`nobody is called ${name}`)
  return sample
}

describe('the sample customers', () => {
  test.each(names)('%s may be called exactly when the list says so, at each of the 24 hours', (name) => {
    const { callable } = named(name, 0)
    const allowed = allowedHours((at) => named(name, at))
    if (callable.when === 'always') expect(allowed).toBe(24)
    if (callable.when === 'by_day') {
      expect(allowed).toBeGreaterThan(0)
      expect(allowed).toBeLessThan(24)
    }
    if (callable.when === 'never') {
      for (const at of hours) expect(asked(named(name, at), at)).toMatchObject({ decision: 'refuse', rule_ids: [callable.rule_id] })
    }
  })

  test('hold somebody of each pack who may be called at any hour, and somebody who may never', () => {
    for (const pack of ['collections', 'roadside']) {
      const ways = sampleCustomers(0)
        .filter((sample) => sample.customer.accounts?.[0]?.pack === pack)
        .map((sample) => sample.callable.when)
      expect(ways).toContain('always')
      expect(ways).toContain('never')
    }
  })

  test('who were added a day ago may still be called at any hour', () => {
    for (const at of hours) expect(asked(named('Maria Alvarez', at - 24 * 3_600_000), at).decision).toBe('allow')
  })

  test('have facts that their pack accepts, and numbers that no subscriber has', () => {
    for (const { customer } of sampleCustomers(Date.UTC(2026, 10, 23))) {
      expect(customer.phone).toMatch(/^\+1[2-9]\d{2}55501\d{2}$/)
      for (const account of customer.accounts ?? []) expect(packById(account.pack)?.factsSchema.safeParse(account.facts).error).toBeUndefined()
    }
  })

  test('may never be called where calls are real', () => {
    for (const at of hours) {
      for (const sample of uncallable(sampleCustomers(at))) expect(asked(sample, at)).toMatchObject({ decision: 'refuse' })
    }
  })
})
