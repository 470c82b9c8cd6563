// Roadside: people who are stranded. The pack as one object.
import { spokenName } from '../../domain/dialogue.ts'
import { type CallBackground, definePack, type PromptSection } from '../pack.ts'
import { actionFor, effectOf, intentPatterns, intents, nextActions } from './extraction.ts'
import { asks, factsSchema, knownFacts, type RoadsideFacts, vehicleOnFile } from './facts.ts'
import { localBrain } from './local-brain.ts'
import { personas } from './personas.ts'
import { safetyQuestion } from './safety.ts'
import { strategy } from './stages.ts'

function sections({ direction }: CallBackground<RoadsideFacts>): PromptSection[] {
  return [
    {
      name: 'safety_first',
      text: [
        'Safety is settled before anything else: injuries, fire, a travel lane, danger from others.',
        'If anyone is hurt, tell them to call 911 now. Never advise to stay in a travel lane.',
      ].join('\n'),
    },
    {
      name: 'task',
      text: `Your task${direction === 'outbound' ? ' in this call about their request' : ''}: learn what happened and where, confirm the vehicle on file, read it back, and arrange help.`,
    },
    {
      name: 'promises',
      text: 'Never promise an arrival, a time or a price before a provider has accepted. Never mention a debt.',
    },
  ]
}

function firstMessage({ customer, agent_name, business_name }: CallBackground<RoadsideFacts>): string {
  const name = spokenName(customer.name)
  return `Hello${name ? ` ${name}` : ''}, this is ${agent_name} of ${business_name}, an AI on a recorded line. ${safetyQuestion}`
}

export const roadside = definePack<RoadsideFacts>({
  pack_id: 'roadside',
  title: 'Roadside assistance',
  factsSchema,
  purposes: ['service', 'callback', 'survey'],
  defaultPurpose: 'service',
  // Whoever starts a service call says by it that an incident is open (design, Words of two pages).
  clearancePurpose: (purpose) => ({ purpose: 'roadside_callback', incident_open: purpose === 'service' }),
  isDebt: false,
  identityGate: null,
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
  // No rule moves a date here: help is sent now.
  businessRules: [],
  balanceCents: () => null,
  vehicleOnFile,
  localBrain,
  personas,
})
