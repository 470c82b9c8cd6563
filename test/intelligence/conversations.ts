// Builders of what was said, and of the person it was said to: each shows only what matters to its test.
import type { SpokenTurn } from '../../src/domain/outcome.ts'
import type { CallToRead } from '../../src/intelligence/local-engine.ts'
import { packById } from '../../src/packs/registry.ts'

/** Turns of a call, agent and customer in the order given. */
export function talk(...said: ['agent' | 'customer', string][]): SpokenTurn[] {
  return said.map(([speaker, text], at) => ({ seq: at + 1, speaker, text, offset_ms: at * 7000 }))
}

export const collectionsFacts = {
  outstanding_amount: 1250.5,
  currency: 'USD',
  days_overdue: 45,
  emis_overdue: 2,
  risk_category: 'medium',
  collection_stage: 'early',
}

/** A call read on Tuesday 10 March 2026 at three in the afternoon of New York. */
export function callOf(turns: SpokenTurn[], over: Partial<Omit<CallToRead<unknown>, 'pack'>> & { pack_id?: string } = {}): CallToRead<unknown> {
  const { pack_id = 'collections', ...rest } = over
  const pack = packById(pack_id)
  if (!pack) throw new Error(`no pack ${pack_id}`)
  return {
    pack,
    facts: pack_id === 'collections' ? collectionsFacts : null,
    customer_name: 'Maria Delgado',
    zone: 'America/New_York',
    reference_time: '2026-03-10T19:00:00.000Z',
    turns,
    ...rest,
  }
}

/** A promise of 250 dollars by card for the fifth of December, confirmed by both. */
export const promiseTalk = talk(
  ['agent', 'Hello, this is the automated assistant of Harbor Credit Union. Am I speaking with Maria?'],
  ['customer', 'Yes, this is Maria.'],
  ['agent', 'Thank you. This is an attempt to collect a debt. How would you like to settle the open balance?'],
  ['customer', 'I will pay 250 dollars on December 5th by card.'],
  ['agent', 'So that is 250 dollars on December 5th, paid by card. Is that right?'],
  ['customer', 'Yes, that is right.'],
  ['agent', 'Thank you. Goodbye.'],
  ['customer', 'Goodbye.'],
)
