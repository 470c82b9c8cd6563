// Collections: people who owe money. The pack as one object.
import type { Purpose } from '../../domain/call.ts'
import { spokenName } from '../../domain/dialogue.ts'
import { type CallBackground, definePack, type PromptSection } from '../pack.ts'
import { businessRules } from './business-rules.ts'
import { actionFor, effectOf, intentPatterns, intents, nextActions } from './extraction.ts'
import { asks, balanceCents, type CollectionsFacts, factsSchema, identityQuestion, knownFacts } from './facts.ts'
import { localBrain } from './local-brain.ts'
import { personas } from './personas.ts'
import { strategy } from './stages.ts'

/** Words and figures that tell a stranger that somebody owes money. */
const unsayable =
  /\b(?:ow(?:e|es|ed|ing)|debts?|debtors?|overdue|past[\s-]due|behind on|balances?|collect(?:s|ed|ing|ions?|ors?)?|pay(?:s|ing|ments?|able|off)?|paid|amounts?|arrears|delinquen\w*|default(?:ed|er)?|creditors?|loans?|instal+ments?|emis?|settle(?:ments?|d)?|due|dollars?|cents|bucks)\b|[$€£]|\b\d{1,3}(?:,\d{3})+\b|\b\d+\.\d{2}\b|\b\d{4,6}\b(?!\s*-)/iu

function sections({ purpose }: CallBackground<CollectionsFacts>): PromptSection[] {
  return [
    {
      name: 'identity_first',
      text: [
        'Before the person has confirmed to be the one you call, say nothing about a debt, an amount or a payment, to nobody.',
        'If somebody else answers, say only that you will try again; leave no message and explain nothing.',
      ].join('\n'),
    },
    {
      name: 'task',
      text:
        purpose === 'promise_reminder'
          ? 'Your task: remind of the active promise and ask whether it will be kept; if not, settle a new day, amount and method.'
          : 'Your task: settle a day, an amount and a method of payment, or learn why that is not possible.',
    },
    {
      name: 'doors_that_close',
      text: [
        'Asked to stop calling: confirm it, and say goodbye.',
        'A dispute, a lawyer, a bankruptcy, a death, an earlier payment or hardship: thank them, say that a colleague will look into it, and ask for no payment.',
        'Never threaten, never announce legal steps, never promise a discount or a plan that no tool has confirmed.',
        'Never ask for a card number, a security code or a national id.',
      ].join('\n'),
    },
  ]
}

/** The first words of a call: who speaks, that it is a machine and recorded, and whether it is the right person. Nothing else yet. */
function firstMessage({ customer, agent_name, business_name }: CallBackground<CollectionsFacts>): string {
  return `Hello, this is ${agent_name} of ${business_name}, an AI on a recorded line. ${identityQuestion(spokenName(customer.name))}`
}

export const collections = definePack<CollectionsFacts>({
  pack_id: 'collections',
  title: 'Collections',
  factsSchema,
  purposes: ['collection', 'promise_reminder', 'callback', 'service', 'survey'],
  defaultPurpose: 'collection',
  // With a debt in the account every call is about it, whatever its caller calls it.
  clearancePurpose: (purpose: Purpose) => ({ purpose: purpose === 'promise_reminder' ? 'payment_reminder' : 'collection', incident_open: false }),
  isDebt: true,
  identityGate: { unsayable, question: identityQuestion },
  knownFacts,
  asks,
  strategy,
  sections,
  firstMessage,
  intents,
  intentPatterns,
  nextActions,
  actionFor,
  effectOf,
  businessRules,
  balanceCents,
  vehicleOnFile: () => null,
  localBrain,
  personas,
})
