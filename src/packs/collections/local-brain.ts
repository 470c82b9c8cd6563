// The dialogue policy of a collections call without a model: identity, disclosure, balance, day and amount, read-back, goodbye.
import {
  affirms,
  closingQuestion,
  customerIsDone,
  denies,
  deniesIdentity,
  firstWords,
  identityConfirmed,
  spokenDate,
  spokenName,
} from '../../domain/dialogue.ts'
import { speakable } from '../../domain/money.ts'
import { heardIntents } from '../heard-intents.ts'
import type { BrainReply, BrainTurn } from '../pack.ts'
import { attorneyPattern, type CollectionsIntent, intentPatterns } from './extraction.ts'
import { type CollectionsFacts, identityQuestion, spokenBalance } from './facts.ts'
import { type Offered, offered, onDay } from './payment-words.ts'

type History = BrainTurn<CollectionsFacts>['history']
type Background = BrainTurn<CollectionsFacts>['background']

const disclosure = 'This is an attempt to collect a debt. Any information obtained will be used for that purpose.'
const whenQuestion = 'When could you make a payment?'
const callbackQuestion = 'When may we call you back?'

/** What the brain answers to what needs no payment any more, before or after identity: none of it tells a stranger anything. */
const acknowledgements: Partial<Record<CollectionsIntent, string>> = {
  deceased: 'I am very sorry for your loss. I will note this, and a colleague will look after it.',
  bankruptcy: 'Thank you for telling me. I will note this, and a colleague will look into it.',
  wrong_party: 'I am sorry to have disturbed you. I will note that this is the wrong person.',
  abusive: 'I understand that you are upset. I will ask a colleague to look into this.',
}
/** The same for the right person. */
const confirmedAcknowledgements: Partial<Record<CollectionsIntent, string>> = {
  dispute: 'Thank you for telling me. I will record your dispute, and a colleague will look into it.',
  already_paid: 'Thank you. I will ask a colleague to verify that payment.',
  hardship: 'I am sorry to hear that. A colleague will look at a hardship plan with you.',
  refuse_to_pay: 'I understand. I will note that you do not wish to pay now.',
}

export function localBrain({ history, background }: BrainTurn<CollectionsFacts>): BrainReply {
  const heard = history.findLast((turn) => turn.speaker === 'customer')?.text ?? ''
  const before = history.findLast((turn) => turn.speaker === 'agent')?.text ?? ''
  const name = spokenName(background.customer.name)
  const meant = heardIntents(intentPatterns, heard)
  const [first] = meant

  if (attorneyPattern.test(heard)) return withClosing('Thank you. I will note that your lawyer speaks for you, and a colleague will follow up.')
  if (first === 'cease_contact') return { text: 'Understood. I have noted that you want no more calls, and we will stop. Goodbye.', end: true }
  const acknowledged = acknowledgementOf(meant, acknowledgements)
  if (acknowledged) return withClosing(acknowledged)
  if (customerIsDone(history)) return { text: 'Thank you for your time. Goodbye.', end: true }

  if (!identityConfirmed(history, background.customer.name)) return whoIsThere(history, heard, background, name)
  if (readBackAsked(before) && !meant.includes('dispute')) {
    if (affirms(heard)) return withClosing('Thank you, I have noted that.')
    if (denies(heard) && !changed(heard)) return { text: 'I am sorry. What should I change?', end: false }
  }
  const confirmed = acknowledgementOf(meant, confirmedAcknowledgements)
  if (confirmed) return withClosing(confirmed)

  const said = offered(sinceIdentity(history), spokenBalance(background.facts))
  if (callbackWanted(history)) return callbackOr(said)
  if (!agentSaid(history, /attempt to collect a debt/iu)) return { text: `Thank you. ${disclosure} May I continue?`, end: false }
  return settlePayment(history, said, heard, meant, background)
}

function acknowledgementOf(meant: readonly string[], table: Partial<Record<string, string>>): string | null {
  for (const intent of meant) if (table[intent]) return table[intent]
  return null
}

function withClosing(text: string): BrainReply {
  return { text: `${text} ${closingQuestion}`, end: false }
}

function whoIsThere(history: History, heard: string, background: Background, name: string | null): BrainReply {
  const asked = history.filter((turn) => turn.speaker === 'agent' && /\b(?:speaking with|right person)\b/iu.test(turn.text)).length
  if (deniesIdentity(heard) || asked > 3) return withClosing('Thank you. I will try again another time.')
  if (asked === 0 || /\b(?:who|what)\b/iu.test(heard))
    return { text: `This is ${background.agent_name} of ${background.business_name}, an AI. ${identityQuestion(name)}`, end: false }
  return { text: `I can only go on with the right person. ${identityQuestion(name)}`, end: false }
}

function settlePayment(history: History, said: Offered, heard: string, meant: readonly string[], { facts, history: past, purpose }: Background): BrainReply {
  const planned = past.active_promise
  if (purpose === 'promise_reminder' && planned?.date && planned.amount_cents !== null) {
    if (!agentSaid(history, /will that still work/iu))
      return {
        text: `You arranged to pay ${speakable(planned.amount_cents, facts.currency)} on ${spokenDate(planned.date)}. Will that still work?`,
        end: false,
      }
    if (affirms(heard) && !said.day) return withClosing('Thank you, I have noted that.')
  }
  const balance = `Your balance is ${spokenBalance(facts)}`
  if (!agentSaid(history, /your balance is/iu) && purpose !== 'promise_reminder')
    return {
      text: facts.days_overdue > 0 ? `${balance}, and it is ${facts.days_overdue} days overdue. ${whenQuestion}` : `${balance}. ${whenQuestion}`,
      end: false,
    }
  if (meant[0] === 'request_information') return { text: `${balance}, and a colleague can send you the details. ${whenQuestion}`, end: false }
  if (!said.day) return { text: said.amount ? 'Thank you. On which day would you pay that?' : `I want to get this right. ${whenQuestion}`, end: false }
  if (!said.amount) return { text: 'Thank you. How much could you pay then?', end: false }
  if (!said.method) return { text: 'Thank you. Would you pay by card or by bank transfer?', end: false }
  return { text: `So that is ${said.amount} ${onDay(said.day)}, ${said.method}. Is that right?`, end: false }
}

function callbackOr(said: Offered): BrainReply {
  if (!said.day && !said.hour) return { text: `I understand. ${callbackQuestion}`, end: false }
  const when = [said.day ? onDay(said.day) : null, said.hour].filter((part) => part !== null).join(' ')
  return { text: `We will call you ${when}. Is that right?`, end: false }
}

/** A call-back was asked for, by words or by answering our question, and nothing was offered instead. */
function callbackWanted(history: History): boolean {
  const last = history.findLastIndex((turn) => turn.speaker === 'customer')
  const before = history[last - 1]?.text ?? ''
  const meant = heardIntents(intentPatterns, history[last]?.text ?? '')
  if (meant.includes('promise_to_pay')) return false
  return meant.includes('request_callback') || /call you (?:back\?|on |at |tomorrow|in )/iu.test(before)
}

/** What the customer said after the first confirmation: a number said before is not an offer. */
function sinceIdentity(history: History): string[] {
  return history.filter((turn) => turn.speaker === 'customer').map((turn) => firstWords(turn.text, 200))
}

function readBackAsked(agent: string): boolean {
  return /is that right\?/iu.test(agent)
}

/** A correction that carries the new figure is read back again instead of being asked for. */
function changed(heard: string): boolean {
  const said = offered([heard], '')
  return said.amount !== null || said.day !== null || said.hour !== null || said.method !== null
}

function agentSaid(history: History, pattern: RegExp): boolean {
  return history.some((turn) => turn.speaker === 'agent' && pattern.test(turn.text))
}
