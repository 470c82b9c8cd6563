// The local engine as a check on a model: money that nobody spoke is taken out, and where the two disagree the confidence shows it.
import type { PromiseReading, SpokenTurn } from '../domain/outcome.ts'
import { calendarDateSchema } from '../domain/time.ts'
import { spokenNumbers } from './reading/spoken-numbers.ts'
import { wordsOf } from './reading/words.ts'

/** Where the readers disagree a person looks, so this lies below what passes unseen. */
const disputedConfidence = 55

/**
 * The model's promise with each figure that no turn supports taken out.
 *
 * @param local    the local engine's reading of the same call; null where it cannot read it (another language)
 * @param balance  dollars on file, or null: shares of it ("half") are spoken without a figure
 */
export function checkPromise(promise: PromiseReading, local: PromiseReading | null, turns: readonly SpokenTurn[], balance: number | null): PromiseReading {
  if (!promise.promise_made) return { ...promise, promised_amount: null, promised_date: null, payment_method: null, instalments: [] }
  const amount = promise.promised_amount
  const spoken = amount === null || isSpoken(amount, turns, balance)
  const promised_amount = spoken ? amount : null
  const promised_date = calendarDateSchema.safeParse(promise.promised_date).data ?? null
  const disputed = local !== null && (!local.promise_made || differ(promised_amount, local.promised_amount) || differ(promised_date, local.promised_date))
  const doubts = [spoken ? null : 'The amount was not spoken in the call.', disputed ? 'A second reading of the same words came to another result.' : null]
  return {
    ...promise,
    promised_amount,
    promised_date,
    instalments: promise.instalments.filter((one) => isSpoken(one.amount, turns, balance) && calendarDateSchema.safeParse(one.date).success),
    confidence: spoken && !disputed ? promise.confidence : Math.min(promise.confidence, disputedConfidence),
    reasoning: [promise.reasoning, ...doubts].filter((text) => text !== null).join(' '),
  }
}

function differ<Value>(one: Value | null, other: Value | null): boolean {
  return one !== null && other !== null && one !== other
}

function isSpoken(amount: number, turns: readonly SpokenTurn[], balance: number | null): boolean {
  if (balance !== null && (amount === balance || amount === Math.round(balance * 50) / 100)) return true
  return turns.some((turn) => spokenNumbers(wordsOf(turn.text)).some((number) => number.readings.includes(amount)))
}
