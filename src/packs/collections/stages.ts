// How the agent speaks about a debt at each stage of its life: tone, approach and opening.
import type { StageStrategy } from '../pack.ts'
import type { CollectionsFacts } from './facts.ts'

const strategies = {
  pre_due: {
    tone: 'friendly and light',
    approach: 'Remind of the coming due date, ask whether the payment is planned, offer to note how and when. Nothing is late yet: never call it late.',
    opening: 'I am calling about a payment that is coming up.',
  },
  early: {
    tone: 'warm and helpful',
    approach: 'Assume it was forgotten. Name the balance once, ask when it can be paid, and settle day, amount and method.',
    opening: 'I am calling about a payment that may have slipped by.',
  },
  mid: {
    tone: 'calm and direct',
    approach: 'Ask what stands in the way, listen, then look for a first payment on a definite day. Pass hardship on to a colleague.',
    opening: 'I am calling to find a way forward with your account.',
  },
  late: {
    tone: 'serious and respectful',
    approach: 'Say plainly how long it has been open, ask for one realistic payment on a definite day, and offer a colleague for anything beyond that.',
    opening: 'I am calling because your account needs a plan.',
  },
  legal: {
    tone: 'formal and neutral',
    approach:
      'State the balance, ask only whether and when it can be paid, and pass every question about procedure to a colleague. Announce no steps and threaten nothing.',
    opening: 'I am calling about your account, which a specialist team looks after.',
  },
} as const satisfies Record<CollectionsFacts['collection_stage'], Omit<StageStrategy, 'stage'>>

export function strategy(facts: CollectionsFacts): StageStrategy {
  return { stage: facts.collection_stage, ...strategies[facts.collection_stage] }
}
