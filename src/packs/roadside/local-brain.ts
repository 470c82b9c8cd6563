// The dialogue policy of a roadside call without a model: safety, vehicle on file, issue, place, read-back, goodbye.
import { affirms, closingQuestion, customerIsDone, denies, firstWords, plainApostrophes } from '../../domain/dialogue.ts'
import { heardIntents } from '../heard-intents.ts'
import type { BrainReply, BrainTurn } from '../pack.ts'
import { intentPatterns, type RoadsideIntent } from './extraction.ts'
import { calledBy, type RoadsideFacts, vehicleOnFile, vehicleQuestion } from './facts.ts'
import { endangered, injured, safetyQuestion } from './safety.ts'

type History = BrainTurn<RoadsideFacts>['history']

const spokenIssues: Partial<Record<RoadsideIntent, string>> = {
  flat_tire: 'has a flat tire',
  dead_battery: 'needs a jump start',
  lockout: 'is locked with the keys inside',
  out_of_fuel: 'is out of fuel',
  tow: 'needs a tow',
  accident: 'was in an accident',
  mechanical: 'has a mechanical problem',
  stuck: 'is stuck',
}
/** Longer places are read back by their beginning: the reply must stay short. */
const placeWords = 9
const issueQuestion = 'What happened to the vehicle?'
const placeQuestion = 'Where is the vehicle now?'
const where = /\b(?:where|location|address|landmark|street)\b[^.!]*\?/iu
const emergency = /call 911/iu

export function localBrain({ history, background }: BrainTurn<RoadsideFacts>): BrainReply {
  const heard = history.findLast((turn) => turn.speaker === 'customer')?.text ?? ''
  const before = history.findLast((turn) => turn.speaker === 'agent')?.text ?? ''
  const intent = issueOf(history)
  const place = placeOf(history)
  const unsafe = endangered(heard) || (/\bsafe\b[^.!]*\?/iu.test(before) && denies(heard))

  if (injured(heard) && !emergency.test(before)) return say(`Please call 911 now for anyone who is hurt. ${place ? safetyQuestion : placeQuestion}`)
  if (customerIsDone(history)) return { text: 'Thank you for calling. Stay safe, and goodbye.', end: true }
  if (!asked(history, /\bsafe\b[^.!]*\?/iu) && !asked(history, emergency)) return say(`I am here to help. ${safetyQuestion}`)
  if (intent === 'cancel' && !asked(history, /\bcancel/iu)) return withClosing('I understand, you want to cancel. I will pass that on right away.')
  if (intent === 'status_of_request' && !asked(history, /\brequest checked\b/iu))
    return withClosing('I am sorry for the wait. I will have your request checked right away.')

  const urgent = unsafe ? 'Please move away from traffic if you safely can. This is urgent. ' : ''
  const vehicle = vehicleToConfirm(history, background.facts)
  if (readBackAsked(before)) {
    if (affirms(heard)) return withClosing('Thank you. I am arranging help for you now.')
    if (denies(heard) && !changed(heard)) return say('I am sorry. What should I change?')
  }
  if (vehicle && !unsafe) return say(`${affirms(heard) ? 'Good. ' : ''}${vehicle}`)
  if (otherVehicle(history)) return say('Thank you. Please tell me which other vehicle it is.')
  if (!place && (unsafe || intent)) return say(`${urgent}${placeQuestion}`)
  if (vehicle) return say(`${unsafe ? 'Please move away from traffic if you safely can. ' : ''}${vehicle}`)
  if (!intent) return say(`${urgent}${issueQuestion}`)
  const issue = spokenIssues[intent] ?? 'needs help'
  const subject = confirmedVehicle(history, background.facts) ?? 'vehicle'
  return say(`So your ${subject} ${issue}, ${place}. Is that right?`)
}

function say(text: string): BrainReply {
  return { text, end: false }
}

function withClosing(text: string): BrainReply {
  return say(`${text} ${closingQuestion}`)
}

/** The last issue named, by any turn of the customer. */
function issueOf(history: History): RoadsideIntent | null {
  for (const turn of history.toReversed()) {
    if (turn.speaker !== 'customer') continue
    const meant = heardIntents(intentPatterns, turn.text)[0]
    const intent = intentPatterns.find((candidate) => candidate.intent === meant)?.intent
    if (intent) return intent
  }
  return null
}

const somewhere =
  /\b(?:at|on|near|by|in front of|behind|outside|next to|off|along|between|corner of|exit|mile|in the (?:parking )?(?:lot|garage) (?:of|at)) (?:the |a |an |my )?(?:(?:corner|parking lot|driveway|shoulder|intersection) of )?[\p{L}\d][^.?!]*?(?:\b(?:street|st|avenue|ave|road|rd|drive|dr|boulevard|blvd|lane|ln|highway|hwy|interstate|freeway|route|exit|mile|bridge|mall|station|store|market|plaza|airport|school|hospital|church|park|lot|garage|hotel|restaurant|campus)\b|\d)[^.?!]*/iu

/** The place in the caller's own words: what answered our question for it, or a phrase that names one. */
function placeOf(history: History): string | null {
  for (let i = history.length - 1; i >= 0; i--) {
    const turn = history[i]
    if (turn?.speaker !== 'customer') continue
    const plain = plainApostrophes(turn.text)
    const phrase = plain.match(somewhere)?.[0]
    const answer = where.test(history[i - 1]?.text ?? '') && !/^(?:i )?(?:don't|do not) know|\bnot sure\b|\bno idea\b/iu.test(plain) ? plain : null
    const place = phrase ?? answer
    if (place) return tidy(place)
  }
  return null
}

function tidy(place: string): string {
  const words = place
    .replace(/^(?:(?:um+|uh+|well|okay|yes|yeah|so|it's|it is|i'm|i am|we're|we are)\b[\s,]*)+/iu, '')
    .replace(/[?!]/gu, '')
    .replace(/[.,;\s]+$/u, '')
    .replace(/^(?:at|on|in|near|by|behind|outside|off|between|next)\b/iu, (preposition) => preposition.toLowerCase())
  return firstWords(words, placeWords) || 'where you said'
}

/** The question that confirms the vehicle on file, while nobody has answered it or named the vehicle. */
function vehicleToConfirm(history: History, facts: RoadsideFacts): string | null {
  const question = vehicleQuestion(facts)
  if (!question || asked(history, /is this about your/iu)) return null
  const named = facts.vehicles.some(({ make, model }) => customerSaid(history, make) || customerSaid(history, model))
  return named ? null : question
}

function customerSaid(history: History, word: string): boolean {
  return history.some((turn) => turn.speaker === 'customer' && turn.text.toLowerCase().includes(word.toLowerCase()))
}

/** The customer has just said that it is another vehicle, and has not named it. */
function otherVehicle(history: History): boolean {
  const last = history.findLastIndex((turn) => turn.speaker === 'customer')
  const heard = history[last]?.text ?? ''
  return /is this about your/iu.test(history[last - 1]?.text ?? '') && denies(heard) && heard.trim().split(/\s+/u).length <= 3
}

/** How the vehicle is called once it was confirmed or named; null when it is another one. */
function confirmedVehicle(history: History, facts: RoadsideFacts): string | null {
  const named = facts.vehicles.find(({ model }) => customerSaid(history, model))
  if (named) return calledBy(named)
  const question = history.findIndex((turn) => turn.speaker === 'agent' && /is this about your/iu.test(turn.text))
  const answer = history[question + 1]
  const onFile = vehicleOnFile(facts)
  return onFile && question >= 0 && answer?.speaker === 'customer' && !denies(answer.text) ? calledBy(onFile) : null
}

function readBackAsked(agent: string): boolean {
  return /is that right\?/iu.test(agent)
}

function changed(heard: string): boolean {
  return heardIntents(intentPatterns, heard).length > 0 || somewhere.test(heard)
}

function asked(history: History, pattern: RegExp): boolean {
  return history.some((turn) => turn.speaker === 'agent' && pattern.test(turn.text))
}
