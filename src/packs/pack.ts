// The interface of a domain pack: one line of business as one object. The core knows no collections word and no roadside word.
import type { z } from 'zod'
import type { Purpose } from '../domain/call.ts'
import type { BusinessRule } from '../domain/follow-up.ts'
import type { NextAction } from '../domain/outcome.ts'
import type { Speaker } from '../domain/transcript.ts'

/** What is known of the person and the account when a call is prepared. Instants in UTC. */
export type CallBackground<Facts> = {
  customer: { name: string; language: string; time_zone: string; address_line: string | null }
  facts: Facts
  account: { external_id: string | null; updated_at: string }
  purpose: Purpose
  direction: 'outbound' | 'inbound'
  /** On whose behalf the agent speaks. */
  business_name: string
  agent_name: string
  history: {
    total_calls: number
    last_contact: { at: string; outcome: string; summary: string | null } | null
    active_promise: { amount_cents: number | null; date: string | null } | null
    /** What the call that led to this follow-up was about. */
    earlier: string | null
  }
  now: string
}

/**
 * One fact on file.
 * `never_ask`: the agent knows it; `confirm`: stated once and confirmed by `question`; `ask`: not on file, must be asked.
 */
export type KnownFact = { name: string; value: string; source: string; as_of: string; class: 'never_ask' | 'confirm' | 'ask'; question: string | null }

export type StageStrategy = { stage: string; tone: string; approach: string; opening: string }

/**
 * What stands before the right person is confirmed: words that may not be spoken yet, and the question that confirms
 * (with the name as it may be spoken, or null).
 */
export type IdentityGate = { unsayable: RegExp; question: (spoken_name: string | null) => string }

/** A named part of the prompt, in the order in which the parts are given. */
export type PromptSection = { name: string; text: string }

/** What a line of business causes by a next action. */
export type ActionEffect =
  | { kind: 'nothing' }
  /** Another call, for this purpose, at the action's date; `delay_hours` where the conversation named none. */
  | { kind: 'call'; purpose: Purpose; delay_hours: number }
  /** A person of the deployment must look at it. */
  | { kind: 'person' }
  | { kind: 'stop_contact' }
  /** Help is sent, and so many minutes later the customer is called to hear whether it arrived. */
  | { kind: 'dispatch'; urgent: boolean; check_back: { purpose: Purpose; minutes: number } }

/** How the words of a caller are sorted into the pack's intents, without a model. First match in order wins among equals. */
export type IntentPattern = { intent: string; pattern: RegExp; weight: number }

/** The dialogue so far, as the local brain sees it. Turns in order, the agent's first message included. */
export type BrainTurn<Facts> = {
  history: readonly { speaker: Speaker; text: string }[]
  background: CallBackground<Facts>
}
/** The agent's next words; `end` asks for the end of the call after them (the words then hold the goodbye). */
export type BrainReply = { text: string; end: boolean }

/** What a simulated person hears and knows. `chance` is seeded: the same seed gives the same call. */
export type PersonaTurn = {
  heard: string
  /** How often this persona has spoken. */
  turn: number
  said: readonly string[]
  /** The plain dynamic variables that went out with the call. */
  variables: Readonly<Record<string, string | number | boolean>>
  /** `YYYY-MM-DD`, the local day. */
  today: string
  chance: () => number
}
export type PersonaAct = { say: string | null; hang_up: boolean }
/** Somebody to talk to in simulation: answers what was heard, one short turn at a time. */
export type Persona = { id: string; title: string; act: (turn: PersonaTurn) => PersonaAct }

export interface Pack<Facts = unknown> {
  pack_id: string
  title: string
  factsSchema: z.ZodType<Facts>
  purposes: readonly Purpose[]
  defaultPurpose: Purpose
  /** How the rules of compliance see a purpose of this pack (design, Words of two pages). */
  clearancePurpose: (purpose: Purpose) => { purpose: 'collection' | 'payment_reminder' | 'roadside_callback'; incident_open: boolean }
  /** Whether an account of this pack is a debt in the sense of compliance/rules.md. */
  isDebt: boolean
  /** Null where nothing is secret. */
  identityGate: IdentityGate | null
  knownFacts: (background: CallBackground<Facts>) => KnownFact[]
  /** How a question sounds that asks for a fact, by the fact's name: what the audit looks for when the fact was on file. */
  asks: Readonly<Record<string, RegExp>>
  strategy: (facts: Facts) => StageStrategy
  /** The pack's own parts of the prompt, beside those that every call has. */
  sections: (background: CallBackground<Facts>) => PromptSection[]
  firstMessage: (background: CallBackground<Facts>) => string
  intents: readonly string[]
  intentPatterns: readonly IntentPattern[]
  nextActions: readonly string[]
  /** The action that follows from an intent, before dates and rules. `promise_made` and `callback_requested` as read from the call. */
  actionFor: (reading: {
    intent: string
    promise_made: boolean
    callback_requested: boolean
    location_ambiguous: boolean
    unsafe: boolean
    injured?: boolean
  }) => {
    action: string
    urgency: NextAction['urgency']
  }
  effectOf: (action: string) => ActionEffect
  businessRules: readonly BusinessRule<Facts>[]
  /** The balance that "all of it" means, in cents; null where a pack has none. */
  balanceCents: (facts: Facts) => number | null
  /** The vehicle on file, where the pack has one. */
  vehicleOnFile: (facts: Facts) => { make: string; model: string } | null
  localBrain: (turn: BrainTurn<Facts>) => BrainReply
  personas: readonly Persona[]
}

/**
 * A pack as the core holds it: its facts are unknown there, and each member reads them by the pack's own schema.
 * An account's facts passed that schema at the door, so facts that do not are a broken invariant and throw.
 */
export function definePack<Facts>(pack: Pack<Facts>): Pack {
  const known = (background: CallBackground<unknown>): CallBackground<Facts> => ({ ...background, facts: pack.factsSchema.parse(background.facts) })
  return {
    ...pack,
    knownFacts: (background) => pack.knownFacts(known(background)),
    strategy: (facts) => pack.strategy(pack.factsSchema.parse(facts)),
    sections: (background) => pack.sections(known(background)),
    firstMessage: (background) => pack.firstMessage(known(background)),
    businessRules: pack.businessRules.map((rule) => ({ ...rule, applies: (facts) => rule.applies(pack.factsSchema.parse(facts)) })),
    balanceCents: (facts) => pack.balanceCents(pack.factsSchema.parse(facts)),
    vehicleOnFile: (facts) => pack.vehicleOnFile(pack.factsSchema.parse(facts)),
    localBrain: (turn) => pack.localBrain({ ...turn, background: known(turn.background) }),
  }
}
