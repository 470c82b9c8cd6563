// Reads a transcript without a model: the default without keys, the fallback when models fail, and the second opinion beside them.
// Pure and deterministic; a few milliseconds for a call.
import { holdToRules, usualInstant } from '../domain/follow-up.ts'
import { fromCents } from '../domain/money.ts'
import { type Analysis, type Evidence, type ExtractedData, type NextAction, type PromiseReading, provenOnly, type SpokenTurn } from '../domain/outcome.ts'
import { type Instant, localDate } from '../domain/time.ts'
import type { Pack } from '../packs/pack.ts'
import { type CallbackReading, readCallback } from './reading/callbacks.ts'
import { type CommitmentReading, readCommitment } from './reading/commitments.ts'
import { type IncidentReading, readIncident } from './reading/incident.ts'
import { type IntentHint, readIntent } from './reading/intents.ts'
import { isEnglish } from './reading/language.ts'
import type { PaymentMethod } from './reading/payment-methods.ts'
import { readSentiment } from './reading/sentiment.ts'

/** A call to be read, by either engine. */
export type CallToRead<Facts> = {
  pack: Pack<Facts>
  /** Null where no account is known: then no balance and no business rule speaks. */
  facts: Facts | null
  customer_name: string | null
  /** The customer's: "Friday" is Friday there. */
  zone: string
  /** When the call took place. */
  reference_time: Instant
  /** By seq, the final words where the provider corrected the live ones. */
  turns: readonly SpokenTurn[]
  /** What "the same card as before" means. */
  method_on_file?: PaymentMethod | null
}

export function readLocally<Facts>(call: CallToRead<Facts>): Analysis {
  if (!isEnglish(call.turns)) return unsupportedLanguage(call)
  const promise = call.pack.isDebt ? readCommitment(call.turns, contextOf(call)) : null
  const callback = readCallback(call.turns, call.reference_time, call.zone)
  const incident = sendsHelp(call.pack) ? readIncident(call.turns, call.facts === null ? null : call.pack.vehicleOnFile(call.facts)) : null
  const intent = readIntent(call.turns, possibleIntents(call.pack, promise), call.pack.intentPatterns, hintsOf(promise, callback))
  const analysis: Analysis = {
    sentiment: readSentiment(call.turns),
    intent,
    promise: promise ? promiseOf(promise) : noPromise,
    next_action: nextAction(call, { intent: intent.label, promise, callback, incident }),
    extracted_data: extractedOf(intent.label, promise, incident),
    summary: summaryOf(intent.label, promise),
  }
  return provenOnly(analysis, call.turns).analysis
}

function contextOf<Facts>(call: CallToRead<Facts>) {
  const cents = call.facts === null ? null : call.pack.balanceCents(call.facts)
  return { balance: cents === null ? null : fromCents(cents), today: localDate(call.reference_time, call.zone), method_on_file: call.method_on_file ?? null }
}

/** Only a line of business that can send somebody asks where the customer is. */
export function sendsHelp<Facts>(pack: Pack<Facts>): boolean {
  return pack.nextActions.some((action) => pack.effectOf(action).kind === 'dispatch')
}

/** Words of a promise without a promise in them are no such intent. */
function possibleIntents<Facts>(pack: Pack<Facts>, promise: CommitmentReading | null): readonly string[] {
  return promise?.promise_made ? pack.intents : pack.intents.filter((intent) => intent !== 'promise_to_pay')
}

/** What the structure of the dialogue says about its intent, beside the pack's patterns. */
function hintsOf(promise: CommitmentReading | null, callback: CallbackReading): IntentHint[] {
  const hints: IntentHint[] = []
  if (promise?.promise_made) {
    hints.push({ intent: 'promise_to_pay', weight: 6.5, evidence: promise.evidence, reasoning: 'The customer firmly promised a payment.' })
  } else if (promise?.paid_on_call) {
    hints.push({ intent: 'payment_made_on_call', weight: 6.5, evidence: [], reasoning: 'The agent said that the payment was taken during the call.' })
  }
  if (promise?.reports_payment && !promise.promise_made) {
    hints.push({ intent: 'already_paid', weight: 3, evidence: [], reasoning: 'The customer spoke of a payment already made.' })
  }
  if (promise?.refused && !promise.promise_made) {
    hints.push({ intent: 'refuse_to_pay', weight: 2.5, evidence: [], reasoning: 'The customer said that they will not pay.' })
  }
  if (callback.requested && !promise?.promise_made) {
    hints.push({ intent: 'request_callback', weight: 3, evidence: callback.evidence, reasoning: 'The customer asked to be called at another time.' })
  }
  return hints
}

export const noPromise: PromiseReading = {
  promise_made: false,
  promised_amount: null,
  promised_date: null,
  payment_method: null,
  conditional: false,
  instalments: [],
  confidence: 95,
  reasoning: 'This line of business takes no promises of payment.',
  evidence: [],
}

function promiseOf(reading: CommitmentReading): PromiseReading {
  const { paid_on_call: _paid, reports_payment: _reported, refused: _refused, ...promise } = reading
  return promise
}

type Readings = {
  intent: string
  promise: Pick<PromiseReading, 'promise_made' | 'promised_date'> | null
  callback: CallbackReading
  incident: Pick<IncidentReading, 'location' | 'safety'> | null
}

/**
 * The pack's action for what was read, dated by what the customer asked for or promised, and held to the pack's rules.
 * Both engines end here: which action follows, and when, is no model's to decide.
 */
export function nextAction<Facts>(call: CallToRead<Facts>, readings: Readings): NextAction {
  const { intent, promise, callback, incident } = readings
  const { action, urgency } = call.pack.actionFor({
    intent,
    promise_made: promise?.promise_made ?? false,
    callback_requested: callback.requested,
    location_ambiguous: incident?.location?.ambiguous ?? false,
    unsafe: incident?.safety?.safe === false || incident?.safety?.injuries === true,
    injured: incident?.safety?.injuries === true,
  })
  const calls = call.pack.effectOf(action).kind === 'call'
  const promised = promise?.promise_made && promise.promised_date ? usualInstant(promise.promised_date, call.zone) : null
  const asked = callback.requested ? callback.requested_for : null
  const scheduled_for = calls ? (promised ?? asked) : null
  const drafted: NextAction = {
    action,
    scheduled_for,
    urgency,
    requested_by_customer: asked,
    has_business_override: false,
    override_reason: null,
    rule_ids: [],
    confidence: scheduled_for || !calls ? 80 : 65,
    reasoning: reasonFor(intent, promised, asked),
  }
  return call.facts === null ? drafted : holdToRules(drafted, call.pack.businessRules, call.facts, call.reference_time, call.zone)
}

function reasonFor(intent: string, promised: Instant | null, asked: Instant | null): string {
  if (promised) return 'Follows the promise on the day it is due.'
  if (asked) return 'The customer asked to be called at this time.'
  return `Follows from the intent "${intent.replaceAll('_', ' ')}".`
}

/** The parts that both engines put together in one way. */
export function extractedOf(
  intent: string,
  promise: Pick<PromiseReading, 'promise_made' | 'promised_amount' | 'promised_date'> | null,
  incident: Omit<IncidentReading, 'evidence'> | null,
): ExtractedData {
  const danger = incident?.safety?.injuries === true ? 'emergency' : incident?.safety?.safe === false ? 'high' : 'normal'
  return {
    issue: incident && intent !== 'other' ? { type: intent, severity: danger } : null,
    location: incident?.location ?? null,
    vehicle: incident?.vehicle ?? null,
    safety: incident?.safety ?? null,
    destination: incident?.destination ?? null,
    promise: promise?.promise_made ? { amount: promise.promised_amount, date: promise.promised_date } : null,
  }
}

function summaryOf(intent: string, promise: CommitmentReading | null): string {
  if (promise?.promise_made) {
    const amount = promise.promised_amount === null ? 'a payment' : `a payment of ${promise.promised_amount.toFixed(2)}`
    const date = promise.promised_date === null ? 'without a day' : `for ${promise.promised_date}`
    return `The customer promised ${amount} ${date}.`
  }
  return `The call was about: ${intent.replaceAll('_', ' ')}.${promise ? ' No payment was promised.' : ''}`
}

function unsupportedLanguage<Facts>(call: CallToRead<Facts>): Analysis {
  const evidence: Evidence[] = []
  const callback: CallbackReading = { requested: false, requested_for: null, evidence }
  const reasoning = 'The customer did not speak English, and nothing is guessed.'
  return {
    sentiment: { label: 'neutral', score: 0, trajectory: 'steady', confidence: 10, reasoning, evidence },
    intent: { label: 'other', secondary: [], confidence: 10, reasoning, evidence },
    promise: { ...noPromise, confidence: 10, reasoning },
    next_action: { ...nextAction(call, { intent: 'other', promise: null, callback, incident: null }), confidence: 10 },
    extracted_data: { issue: null, location: null, vehicle: null, safety: null, destination: null, promise: null },
    summary: 'The call was not held in English.',
  }
}
