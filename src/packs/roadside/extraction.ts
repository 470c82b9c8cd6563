// What a caller's words mean in roadside help: the issue, the next action, and what that action causes.
import type { ActionEffect, IntentPattern, Pack } from '../pack.ts'

/** ../data/README.md of the shared contract, Labels. The issue types of a dispatch are the same slugs. */
export const intents = [
  'flat_tire',
  'dead_battery',
  'lockout',
  'out_of_fuel',
  'tow',
  'accident',
  'mechanical',
  'stuck',
  'status_of_request',
  'cancel',
  'other',
] as const
export type RoadsideIntent = (typeof intents)[number]

export const nextActions = [
  'dispatch',
  'dispatch_urgent',
  'emergency_services',
  'clarify_location',
  'give_status',
  'cancel_dispatch',
  'advise_only',
  'escalate_human',
  'none',
] as const
type RoadsideAction = (typeof nextActions)[number]

export const intentPatterns: readonly (IntentPattern & { intent: RoadsideIntent })[] = [
  {
    intent: 'accident',
    weight: 8,
    pattern:
      /\b(?:accident|crash(?:ed)?|collision|collided|rear[- ]?ended|t[- ]?boned|fender bender|(?:hit|struck|clipped|ran into|hit by) (?:a|an|the|my|another|me|us|by)\b|hit (?:me|us)|rolled over|totaled|airbags?)\b/iu,
  },
  {
    intent: 'cancel',
    weight: 7,
    pattern:
      /\b(?:cancel(?:l?ed|l?ing)?|call (?:it |the \w+ )?off|don't need (?:you|it|the|a|help|anyone|anybody)(?: \w+){0,3} (?:anymore|any more|any longer|now|after all)|no longer need|never ?mind|already (?:fixed|sorted|towed|handled))\b/iu,
  },
  {
    intent: 'status_of_request',
    weight: 7,
    pattern:
      /\b(?:(?:where(?:'s| is)|when (?:is|will)) (?:the|my|your) (?:\w+ )?(?:truck|driver|tow|tech(?:nician)?|mechanic|locksmith|help|guy|service)|eta|how (?:much longer|long (?:until|till|before|is|will|do))|(?:status|update) (?:of|on|for)|still waiting|been waiting|(?:called|ordered|requested) (?:\w+ ){0,4}(?:hours?|minutes|earlier|ago|already))\b/iu,
  },
  {
    intent: 'lockout',
    weight: 6,
    pattern:
      /\b(?:lock(?:ed)? (?:(?:my|the|our) )?(?:keys?|self|myself|ourselves|me|us|out)|locked (?:out|in|inside)|keys? (?:(?:is|are|'re|got|were) )?(?:(?:locked|stuck|left|still) )?(?:in(?:side)?|on) (?:the |my )?(?:car|truck|van|vehicle|trunk|ignition|seat|front)|lost (?:my|the) (?:car )?keys?|lockout|can't get in(?:to)?|dej[eé] las llaves)\b/iu,
  },
  {
    intent: 'out_of_fuel',
    weight: 6,
    pattern:
      /\b(?:(?:out of|ran out of|run out of|no more|no) (?:gas|fuel|gasoline|diesel|petrol|charge)|(?:empty|dry) tank|tank is (?:empty|dry)|need (?:some )?(?:gas|fuel)|outta (?:gas|fuel|charge)|(?:ev|electric) (?:\w+ )?(?:is )?(?:dead|out))\b/iu,
  },
  {
    intent: 'flat_tire',
    weight: 5,
    pattern:
      /\b(?:flat (?:tire|tyre)?|(?:tire|tyre)s? (?:\w+ ){0,3}(?:flat|blew|blown|burst|popped|punctured|slashed|shredded|losing air)|blow ?out|blew (?:a|out|my)|punctur(?:e|ed)|picked up a (?:nail|screw)|spare (?:tire|tyre))\b/iu,
  },
  {
    intent: 'dead_battery',
    weight: 5,
    pattern:
      /\b(?:(?:dead|flat|drained|bad|new) battery|battery (?:\w+ ){0,3}(?:dead|died|drained|flat|gone)|jump(?:[- ]?start)?|won't (?:start|turn over|crank)|doesn't start|not starting|(?:just )?clicks?|left (?:my|the) (?:head)?lights on)\b/iu,
  },
  {
    intent: 'stuck',
    weight: 5,
    pattern:
      /\b(?:stuck (?:in|on|under)|(?:in|into) (?:a|the) (?:ditch|mud|snow(?:bank)?|sand|snow)|buried|spinning|winch|slid (?:off|into)|bogged|high[- ]centered|wedged)\b/iu,
  },
  {
    intent: 'mechanical',
    weight: 4,
    pattern:
      /\b(?:overheat(?:ed|ing)?|steam|smok(?:e|ing)|engine|transmission|gear(?:s|box)?|brakes?|radiator|coolant|(?:oil|warning|check engine|red|temperature) light|oil (?:leak|pressure)|alternator|belt|steering|clutch|grinding|knocking|stalled|died on me|just (?:died|stopped|quit)|(?:car|van|truck) (?:\w+ )?(?:died|quit|stopped|broke down)|broke(?:n)? down|breakdown|lost power|leaking|exhaust|axle)\b/iu,
  },
  { intent: 'tow', weight: 3, pattern: /\b(?:tow(?:ed|ing)?|flat ?bed|(?:take|bring|get|haul) (?:it|the (?:car|truck|van)|my (?:car|truck|van)) to)\b/iu },
]

type Reading = Parameters<Pack['actionFor']>[0]
type Answer = { action: RoadsideAction; urgency: ReturnType<Pack['actionFor']>['urgency'] }

/** The action that follows from what was read; people first, then the place, then the car. */
export function actionFor({ intent, location_ambiguous, unsafe, injured }: Reading): Answer {
  if (injured) return { action: 'emergency_services', urgency: 'immediate' }
  switch (intent) {
    case 'cancel':
      return { action: 'cancel_dispatch', urgency: 'high' }
    case 'status_of_request':
      return { action: 'give_status', urgency: 'high' }
    case 'other':
      return unsafe ? { action: 'dispatch_urgent', urgency: 'immediate' } : { action: 'escalate_human', urgency: 'normal' }
  }
  // Nobody can be sent to a place that is not known, however urgent it is.
  if (location_ambiguous) return { action: 'clarify_location', urgency: unsafe ? 'immediate' : 'high' }
  return unsafe ? { action: 'dispatch_urgent', urgency: 'immediate' } : { action: 'dispatch', urgency: 'high' }
}

const effects = {
  dispatch: { kind: 'dispatch', urgent: false, check_back: { purpose: 'service', minutes: 45 } },
  dispatch_urgent: { kind: 'dispatch', urgent: true, check_back: { purpose: 'service', minutes: 20 } },
  emergency_services: { kind: 'person' },
  clarify_location: { kind: 'person' },
  cancel_dispatch: { kind: 'person' },
  escalate_human: { kind: 'person' },
  give_status: { kind: 'nothing' },
  advise_only: { kind: 'nothing' },
  none: { kind: 'nothing' },
} as const satisfies Record<RoadsideAction, ActionEffect>

/** @returns a person for an action that this pack does not know: nothing is dropped in silence */
export function effectOf(action: string): ActionEffect {
  return Object.entries(effects).find(([name]) => name === action)?.[1] ?? { kind: 'person' }
}
