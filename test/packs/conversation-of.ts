// Builders for calls without a provider: backgrounds of both packs, and a persona talking with a pack's local brain.
import type { Said } from '../../src/domain/dialogue.ts'
import type { CallBackground, Pack, Persona } from '../../src/packs/pack.ts'

export const collectionsFacts = {
  outstanding_amount: 1250.5,
  currency: 'USD',
  days_overdue: 45,
  emis_overdue: 2,
  risk_category: 'medium',
  collection_stage: 'early',
  original_creditor: 'Harbor Credit Union',
} as const

export const roadsideFacts = {
  membership_tier: 'gold',
  covered_services: ['tow', 'flat_tire'],
  vehicles: [{ make: 'Honda', model: 'Civic', year: 2019, color: 'blue', plate: 'ABC1234' }],
}

export function backgroundOf(pack_id: string, over: Partial<CallBackground<unknown>> = {}): CallBackground<unknown> {
  return {
    customer: { name: 'Maria Delgado', language: 'en', time_zone: 'America/New_York', address_line: '1 Main St, Springfield' },
    facts: pack_id === 'roadside' ? roadsideFacts : collectionsFacts,
    account: { external_id: 'A-1', updated_at: '2026-03-01T12:00:00.000Z' },
    purpose: pack_id === 'roadside' ? 'service' : 'collection',
    direction: 'outbound',
    business_name: 'Harbor Credit Union',
    agent_name: 'Ava',
    history: { total_calls: 3, last_contact: null, active_promise: null, earlier: null },
    now: '2026-03-10T19:00:00.000Z',
    ...over,
  }
}

/** mulberry32: the same seed gives the same person. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export type Conversation = { turns: Said[]; ended_by: 'agent' | 'customer' | 'nobody' }

/** Lets them talk until one ends it; nobody has ended it after `patience` turns. */
export function converse(
  pack: Pack,
  persona: Persona,
  { seed = 1, background = backgroundOf(pack.pack_id), today = '2026-03-10', patience = 40 } = {},
): Conversation {
  const chance = seeded(seed)
  const turns: Said[] = [{ speaker: 'agent', text: pack.firstMessage(background) }]
  const said: string[] = []
  while (turns.length < patience) {
    const heard = turns.at(-1)?.text ?? ''
    const act = persona.act({ heard, turn: said.length, said, variables: { customer_name: background.customer.name }, today, chance })
    if (act.say) {
      said.push(act.say)
      turns.push({ speaker: 'customer', text: act.say })
    }
    if (act.hang_up) return { turns, ended_by: 'customer' }
    const reply = pack.localBrain({ history: turns, background })
    turns.push({ speaker: 'agent', text: reply.text })
    if (reply.end) return { turns, ended_by: 'agent' }
  }
  return { turns, ended_by: 'nobody' }
}
