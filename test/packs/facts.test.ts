import { describe, expect, test } from 'vitest'
import { packById, packIds } from '../../src/packs/registry.ts'
import { backgroundOf, collectionsFacts, roadsideFacts } from './conversation-of.ts'

const accepted = (pack_id: string, facts: unknown) => packById(pack_id)?.factsSchema.safeParse(facts).success

describe('the packs', () => {
  test('are found by their id, and by nothing else', () => {
    expect(packIds).toEqual(['collections', 'roadside'])
    expect(packById('collections')?.title).toBe('Collections')
    expect(packById('constructor')).toBeUndefined()
  })
})

describe('collections facts', () => {
  test('are taken as the contract shows them, with and without what may be left out', () => {
    const { original_creditor: _left_out, ...least } = collectionsFacts
    expect(accepted('collections', collectionsFacts)).toBe(true)
    expect(accepted('collections', least)).toBe(true)
    expect(accepted('collections', { ...collectionsFacts, due_date: '2026-02-28', minimum_payment: 25.5 })).toBe(true)
  })

  test.each([
    ['an unknown field', { ...collectionsFacts, balance: 5 }],
    ['a negative amount', { ...collectionsFacts, outstanding_amount: -1 }],
    ['a third decimal', { ...collectionsFacts, outstanding_amount: 12.345 }],
    ['an amount as text', { ...collectionsFacts, outstanding_amount: '1250.00' }],
    ['an amount beyond what a double can hold', { ...collectionsFacts, outstanding_amount: 2 ** 53 }],
    ['half an instalment', { ...collectionsFacts, emis_overdue: 0.5 }],
    ['a day that does not exist', { ...collectionsFacts, due_date: '2026-02-30' }],
    ['a stage nobody knows', { ...collectionsFacts, collection_stage: 'final' }],
    ['a creditor without a letter', { ...collectionsFacts, original_creditor: '   ' }],
    ['a creditor longer than a hundred characters', { ...collectionsFacts, original_creditor: 'x'.repeat(101) }],
  ])('are refused with %s', (_what, facts) => {
    expect(accepted('collections', facts)).toBe(false)
  })
})

describe('roadside facts', () => {
  test('are taken as the contract shows them, with or without a plate or a vehicle', () => {
    expect(accepted('roadside', roadsideFacts)).toBe(true)
    expect(accepted('roadside', { ...roadsideFacts, vehicles: [] })).toBe(true)
    expect(accepted('roadside', { ...roadsideFacts, vehicles: [{ make: 'Ford', model: 'F-150', year: 2020, color: 'red' }] })).toBe(true)
  })

  test.each([
    ['a year before cars', { ...roadsideFacts, vehicles: [{ make: 'Honda', model: 'Civic', year: 1899, color: 'blue' }] }],
    ['a vehicle with a field of its own', { ...roadsideFacts, vehicles: [{ make: 'Honda', model: 'Civic', year: 2019, color: 'blue', doors: 4 }] }],
    ['more than fifty services', { ...roadsideFacts, covered_services: Array.from({ length: 51 }, () => 'tow') }],
    ['a name that overrides the direction of writing', { ...roadsideFacts, membership_tier: 'gold\u202e' }],
  ])('are refused with %s', (_what, facts) => {
    expect(accepted('roadside', facts)).toBe(false)
  })
})

describe('facts on file', () => {
  test('of a collections account are never asked, and the name is confirmed', () => {
    const facts = packById('collections')?.knownFacts(backgroundOf('collections')) ?? []
    expect(facts.filter((fact) => fact.class === 'confirm').map((fact) => [fact.name, fact.question])).toEqual([
      ['customer_name', 'Am I speaking with Maria Delgado?'],
    ])
    expect(facts.find((fact) => fact.name === 'outstanding_amount')).toMatchObject({
      value: '$1,250.50',
      class: 'never_ask',
      as_of: '2026-03-01T12:00:00.000Z',
    })
  })

  test('of a roadside member hold the vehicle, with the question that confirms it', () => {
    const facts = packById('roadside')?.knownFacts(backgroundOf('roadside')) ?? []
    expect(facts.find((fact) => fact.name === 'vehicle')).toMatchObject({
      value: '2019 Honda Civic, blue, plate ABC1234',
      class: 'confirm',
      question: 'Is this about your Honda Civic?',
    })
  })

  test('leave a vehicle to be asked for when none is on file', () => {
    const facts = packById('roadside')?.knownFacts(backgroundOf('roadside', { facts: { ...roadsideFacts, vehicles: [] } })) ?? []
    expect(facts.find((fact) => fact.name === 'vehicle')?.class).toBe('ask')
  })
})

describe('what compliance is asked', () => {
  const clearance = (pack_id: string, purpose: 'collection' | 'promise_reminder' | 'callback' | 'service' | 'survey') =>
    packById(pack_id)?.clearancePurpose(purpose)

  test('is a collection for every purpose of a debt, and a payment reminder for a promise reminder', () => {
    for (const purpose of ['collection', 'callback', 'service', 'survey'] as const)
      expect(clearance('collections', purpose)).toEqual({ purpose: 'collection', incident_open: false })
    expect(clearance('collections', 'promise_reminder')).toEqual({ purpose: 'payment_reminder', incident_open: false })
  })

  test('is a roadside call-back, with an open incident only where a service call says so', () => {
    expect(clearance('roadside', 'service')).toEqual({ purpose: 'roadside_callback', incident_open: true })
    expect(clearance('roadside', 'callback')).toEqual({ purpose: 'roadside_callback', incident_open: false })
  })
})

describe('a pack behind its common face', () => {
  test('throws on facts that never passed its schema', () => {
    expect(() => packById('collections')?.strategy({ outstanding_amount: 'much' })).toThrow()
  })
})
