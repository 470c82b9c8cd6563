// What a caller's words mean in collections: intents, the next action of each, and what that action causes.
import type { ActionEffect, IntentPattern, Pack } from '../pack.ts'

/** ../data/README.md of the shared contract, Labels. */
export const intents = [
  'promise_to_pay',
  'already_paid',
  'dispute',
  'hardship',
  'refuse_to_pay',
  'request_callback',
  'wrong_party',
  'request_information',
  'cease_contact',
  'bankruptcy',
  'deceased',
  'payment_made_on_call',
  'abusive',
  'other',
] as const
export type CollectionsIntent = (typeof intents)[number]

export const nextActions = [
  'follow_up_promise',
  'verify_payment',
  'open_dispute',
  'offer_hardship_plan',
  'schedule_callback',
  'stop_contact',
  'contact_attorney',
  'bankruptcy_hold',
  'deceased_handling',
  'remove_number',
  'send_information',
  'retry_call',
  'escalate_human',
  'send_receipt',
  'none',
] as const
type CollectionsAction = (typeof nextActions)[number]

/** Somebody speaks for the person: all further contact goes there. */
export const attorneyPattern =
  /\b(?:my|our|an?|the) (?:\w+ )?(?:attorney|lawyer|legal (?:counsel|representative|aid)|counsel)\b|\brepresented by\b|\b(?:talk|speak|write) to my (?:attorney|lawyer)\b/iu

// What closes a door for good stands first and weighs most: overhearing it wrongs somebody, hearing it once too often costs a look.
export const intentPatterns: readonly (IntentPattern & { intent: CollectionsIntent })[] = [
  {
    intent: 'deceased',
    weight: 10,
    pattern:
      /\b(?:(?:has |have |had |'s )?passed (?:away|on)|(?:is|was|he's|she's) (?:dead|deceased)|deceased|(?:he|she|they|husband|wife|mother|father|mom|dad|brother|sister|son|daughter) (?:just |recently )?died|died (?:in|on|last|this)|death certificate|executor|probate|funeral)\b/iu,
  },
  { intent: 'bankruptcy', weight: 9, pattern: /\b(?:bankrupt(?:cy|cies)?|chapter (?:7|11|13|seven|eleven|thirteen)|automatic stay|insolven(?:t|cy))\b/iu },
  {
    intent: 'cease_contact',
    weight: 8,
    pattern:
      /\b(?:(?:stop|quit|cease) (?:all )?(?:calling|phoning|contact(?:ing)?|ringing|bothering|harassing|the calls|these calls|these phone calls)|(?:don't|do not|never) (?:you )?(?:ever )?(?:call|phone|contact|ring|bother) (?:me|us|here|this (?:number|phone|line)|my (?:house|home|work|phone|cell))(?! (?:until|till|before|on|at|after|in|during|this|so|today|tomorrow))|take (?:me|my number|us) off|remove (?:me|my number)|no (?:more|further) (?:phone )?(?:calls|contact)|leave me alone|cease and desist|do not call list|opt(?:ing)? out|unsubscribe|lose my number|stop this harassment)\b/iu,
  },
  { intent: 'cease_contact', weight: 8, pattern: attorneyPattern },
  {
    intent: 'wrong_party',
    weight: 7,
    pattern:
      /\b(?:wrong (?:number|person|guy|lady|house|party)|(?:no ?one|nobody) (?:here )?(?:by|with|of|called|named) (?:that|this)?|not (?:him|her|that person|the person|who you)|you've got the wrong|you have the wrong|don't know (?:him|her|any|anyone|anybody|who that)|doesn't (?:live|work) here|(?:this is|i'm|i am) (?:his|her|their) (?:wife|husband|mother|father|mom|dad|son|daughter|brother|sister|roommate|partner|assistant))\b/iu,
  },
  {
    intent: 'dispute',
    weight: 6,
    pattern:
      /\b(?:disput(?:e|ing|ed)|not (?:my|mine)\b(?: debt| bill| account| loan)?|isn't (?:mine|my|right|correct|what i owe)|(?:don't|do not|never) owe|never (?:opened|took out|had|signed|bought|received|ordered|got)|identity (?:theft|was stolen)|stole my identity|fraud(?:ulent)?|(?:the )?(?:amount|balance|bill|number|charge)s? (?:is|are|was) (?:wrong|incorrect|not right|too high)|(?:over|double|wrongly) ?charged|charged (?:me )?(?:twice|for something)|billing error|(?:validate|verification of|prove|proof of) (?:the |this )?debt|(?:sent|returned) (?:it|that|them) back|bogus|scam)\b/iu,
  },
  {
    intent: 'already_paid',
    weight: 5,
    pattern:
      /\b(?:already (?:paid|sent|settled|took care|made (?:the|that|a) payment|gave)|(?:i|we|my \w+) (?:just )?(?:paid|settled|sent|mailed|wired|transferred)\b.*\b(?:last|yesterday|ago|already|on (?:the|mon|tues|wednes|thurs|fri|satur|sun)\w*|this morning|week|month)|(?:has|have|'ve|was|been) (?:been )?(?:paid|settled|cleared)(?: off| in full)?|(?:payment|check|it) (?:already )?(?:went through|cleared|posted)|came out of my (?:account|bank)|paid (?:it|that|this|you|them) (?:off|in full|already))\b/iu,
  },
  {
    intent: 'abusive',
    weight: 5,
    pattern:
      /\b(?:fuck(?:ing|er)?|shit|asshole|bastards?|bitch|bloodsuckers?|leech(?:es)?|scumbags?|parasites?|vultures?|drop dead|go to hell|screw you|piece of (?:garbage|trash|crap))\b/iu,
  },
  {
    intent: 'hardship',
    weight: 4,
    pattern:
      /\b(?:lost my job|laid (?:me )?off|out of work|unemploy(?:ed|ment)|no (?:job|income|money|work)|between jobs|(?:got|was|been) (?:fired|furloughed)|(?:cut|reduced) my (?:hours|shifts|pay)|(?:can't|cannot|can not|couldn't|unable to|not able to|won't be able to) (?:afford|pay|make|manage|give)|don't have (?:the|any|that|that kind of) (?:money|cash)|on disability|disabled|medical bills?|hospital|surgery|sick|illness|cancer|injur(?:y|ed)|divorc(?:e|ed|ing)|evict(?:ed|ion)|struggling|tight (?:right now|this month)|broke|fixed income|living on|food stamps|hardship|sin trabajo|no tengo (?:trabajo|dinero))\b/iu,
  },
  {
    intent: 'refuse_to_pay',
    weight: 4,
    pattern:
      /\b(?:(?:not|never|won't be|ain't|isn't) (?:going to |gonna )?(?:pay(?:ing)?|giv(?:e|ing) you)|(?:won't|will not|refuse to|not about to|don't (?:want|intend|plan) to) (?:pay|give|send)|you(?:'re| are) not getting|not (?:a|one|another) (?:cent|dime|penny|dollar)|forget (?:it|about it)|sue me)\b/iu,
  },
  {
    intent: 'payment_made_on_call',
    weight: 4,
    pattern:
      /\b(?:(?:take|charge|run|put) (?:it|the payment|that|this)? ?(?:on|from|to)? ?(?:my )?(?:card|account)? ?(?:right )?now|(?:pay|settle) (?:it |that |this )?(?:right now|now|over the phone)|(?:card|account) number is|let me (?:get|grab|find|read you) my card)\b/iu,
  },
  {
    intent: 'request_callback',
    weight: 3,
    pattern:
      /\b(?:call (?:me |us )?(?:back|later|again|then|tomorrow|tonight|next|on|at|after|in)|(?:try|ring|phone|reach) (?:me|us) (?:back|again|later|at|on|tomorrow|after|around|next)|(?:can't|cannot|can not) talk|not a good time|bad time|(?:i'm|i am) (?:at work|driving|busy|in a meeting|with (?:a|my))|(?:in|into) a meeting|call(?:ing)? back|another time|some other time)\b/iu,
  },
  {
    intent: 'request_information',
    weight: 2,
    pattern:
      /\b(?:(?:send|mail|e-?mail|text|give) (?:me|us) (?:a|an|the|some|that|it|something|everything|your)|in writing|statement|breakdown|itemi[sz]ed|paperwork|documents?|interest rate|how much (?:is|do i|was)|what(?:'s| is) (?:the|my) (?:balance|amount|rate|interest|total)|who (?:is|was) the (?:original )?(?:creditor|lender)|what (?:is this|are the (?:charges|fees))|where did (?:this|that|the))\b/iu,
  },
  {
    intent: 'promise_to_pay',
    weight: 2,
    pattern:
      /\b(?:(?:i'll|i will|i'm going to|i am going to|i'm gonna|we'll|we will|i can|i could|let me|i promise(?: to)?|i plan to|count on me to) (?:definitely |probably |go ahead and )?(?:pay|send|mail|make|transfer|wire|drop|bring|put|settle|clear|get (?:it|that|you|the)|take care|have (?:it|the|that))|you(?:'ll| will| can) (?:have|get|expect|charge|take|pull|debit)|(?:put|set|sign) (?:me|it) (?:down|up) for|pay(?:ing)? (?:it |the |that |you )?(?:on|by|tomorrow|today|tonight|next|this|when|half|all|in full)|good for it|promise)\b/iu,
  },
]

type Reading = Parameters<Pack['actionFor']>[0]
type Answer = { action: CollectionsAction; urgency: ReturnType<Pack['actionFor']>['urgency'] }

/** The action that follows from what was read; what the law protects goes before any promise. */
export function actionFor({ intent, promise_made, callback_requested }: Reading): Answer {
  switch (intent) {
    case 'cease_contact':
      return { action: 'stop_contact', urgency: 'immediate' }
    case 'bankruptcy':
      return { action: 'bankruptcy_hold', urgency: 'high' }
    case 'deceased':
      return { action: 'deceased_handling', urgency: 'high' }
    case 'wrong_party':
      // Somebody who says when to try again knows the person: the number is right, the moment was not.
      return callback_requested ? { action: 'retry_call', urgency: 'low' } : { action: 'remove_number', urgency: 'high' }
    case 'dispute':
      return { action: 'open_dispute', urgency: 'high' }
    case 'abusive':
      return { action: 'escalate_human', urgency: 'normal' }
    case 'payment_made_on_call':
      return promise_made ? { action: 'follow_up_promise', urgency: 'normal' } : { action: 'send_receipt', urgency: 'normal' }
  }
  if (promise_made) return { action: 'follow_up_promise', urgency: 'normal' }
  switch (intent) {
    case 'already_paid':
      return { action: 'verify_payment', urgency: 'normal' }
    case 'hardship':
      return { action: 'offer_hardship_plan', urgency: 'normal' }
    case 'refuse_to_pay':
      return { action: 'escalate_human', urgency: 'normal' }
    case 'request_callback':
      return { action: 'schedule_callback', urgency: 'normal' }
    case 'request_information':
      return { action: 'send_information', urgency: 'normal' }
    default:
      return callback_requested ? { action: 'schedule_callback', urgency: 'normal' } : { action: 'retry_call', urgency: 'low' }
  }
}

const dayInHours = 24
const effects = {
  // A promise without a day is asked about again after three days, as the tightest business rule would have it.
  follow_up_promise: { kind: 'call', purpose: 'promise_reminder', delay_hours: 3 * dayInHours },
  schedule_callback: { kind: 'call', purpose: 'callback', delay_hours: dayInHours },
  // A conversation closes the account for seven days anyway (compliance); asking sooner would only be deferred.
  retry_call: { kind: 'call', purpose: 'collection', delay_hours: 7 * dayInHours },
  stop_contact: { kind: 'stop_contact' },
  verify_payment: { kind: 'person' },
  open_dispute: { kind: 'person' },
  offer_hardship_plan: { kind: 'person' },
  contact_attorney: { kind: 'person' },
  bankruptcy_hold: { kind: 'person' },
  deceased_handling: { kind: 'person' },
  remove_number: { kind: 'person' },
  send_information: { kind: 'call', purpose: 'collection', delay_hours: 7 * dayInHours },
  escalate_human: { kind: 'person' },
  send_receipt: { kind: 'person' },
  none: { kind: 'nothing' },
} as const satisfies Record<CollectionsAction, ActionEffect>

/** @returns a person for an action that this pack does not know: nothing is dropped in silence */
export function effectOf(action: string): ActionEffect {
  return Object.entries(effects).find(([name]) => name === action)?.[1] ?? { kind: 'person' }
}
