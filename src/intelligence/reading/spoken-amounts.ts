// Amounts of money in a turn: numbers that stand next to a money word or where an amount is expected, and shares of the balance.
import { type SpokenNumber, spokenNumbers } from './spoken-numbers.ts'
import { flatten, overlaps, type Span, type Word, wordsOf } from './words.ts'

/** An amount in dollars. `certain`: a money word stands beside it; otherwise it counts only where an amount is expected. */
export type SpokenAmount = Span & { amount: number; certain: boolean; share: 'whole' | 'half' | null }

const moneyWords = new Set(['dollar', 'dollars', 'bucks', 'buck', 'usd'])
/** What a number counts when it is no money. */
const counted =
  /^(?:percent|%|am|pm|o'clock|days?|weeks?|months?|years?|hours?|minutes?|mins?|miles?|kids?|children|people|times?|payments?|instal\w*|digits?|calls?|missed|feet|blocks?|st|street|ave|avenue|road|rd|percent|more|of|or|missed|inch|gallons?)$/
const introducesAnotherNumber =
  /^(?:chapter|ending|number|exit|highway|route|interstate|mile|room|suite|unit|zip|case|apartment|apt|extension|area|code|page|aged?|digits|four|reference|january|february|march|april|june|july|august|september|october|november|december|#|:)$/
const introducesTime = /^(?:at|around|about|until|till|before|after|past)$/
/** Below this a bare number is rather an hour, a count or a finger. */
const leastBareAmount = 5
/** Above it, or far above the balance, a bare number is rather an account or a year of many digits. */
const mostBareAmount = 50_000

const whole =
  /\b(?:all of (?:it|that)|(?:the |my )?(?:whole|full|entire|total) (?:thing|amount|balance|payment|lot|sum|bill|debt)|the (?:whole|full|entire) (?=\w+ )|in full|(?:pay|do|clear|settle|cover|send) (?:it|that) (?:all|off|in full|full)|pay(?:ing)? (?:it )?off|everything (?:i owe|that i owe|on it)|every (?:penny|cent) of it|the (?:whole|full|entire) (?=$|[.,!?]))/g
const half =
  /\b(?:half(?: of (?:it|that|the (?:balance|amount|debt|bill)))?(?= now| today| on| by| tomorrow| next| this|$|[ .,!?])|fifty percent)(?! (?:past|hour|an hour|a |day|way|of my|the time))/g

/**
 * @param balance  dollars on file: what "all of it" means, and what settles a number with two readings; null when unknown
 * @param taken    stretches that were read as something else (dates), and hold no amount
 */
export function spokenAmounts(text: string, balance: number | null, taken: readonly Span[] = []): SpokenAmount[] {
  const words = wordsOf(text)
  const numbers = spokenNumbers(words)
  const amounts: SpokenAmount[] = []
  for (const [at, number] of numbers.entries()) {
    if (amounts.some((known) => overlaps(known, number)) || taken.some((span) => overlaps(span, number))) continue
    const amount = amountOf(words, number, numbers[at + 1], balance)
    if (amount) amounts.push(amount)
  }
  return [...amounts, ...shares(text, balance, amounts)].sort((a, b) => a.index - b.index)
}

function amountOf(words: readonly Word[], number: SpokenNumber, following: SpokenNumber | undefined, balance: number | null): SpokenAmount | null {
  const value = likeliest(number.readings, balance)
  if (value === null || value <= 0) return null
  const next = words[number.last + 1]?.text ?? ''
  const before = words[number.first - 1]?.text ?? ''
  if (/^cents?$/.test(next)) return { index: number.index, end: words[number.last + 1]?.end ?? number.end, amount: value / 100, certain: true, share: null }
  if (moneyWords.has(next)) {
    const cents = centsAfter(words, number, following)
    return {
      index: number.index,
      end: cents?.end ?? words[number.last + 1]?.end ?? number.end,
      amount: Math.round(value * 100 + (cents?.amount ?? 0)) / 100,
      certain: true,
      share: null,
    }
  }
  const span = { index: number.index, end: number.end, amount: value, share: null }
  if (number.dollar_sign || /^(?:grand|hundo)$/.test(words[number.last]?.text ?? '')) return { ...span, certain: true }
  if (isAnotherKind(words, number, value, before, next) || value > (balance === null ? mostBareAmount : balance * 2)) return null
  return { ...span, certain: false }
}

function centsAfter(words: readonly Word[], number: SpokenNumber, following: SpokenNumber | undefined): { amount: number; end: number } | null {
  const gap = following ? following.first - number.last : Number.POSITIVE_INFINITY
  const joined = gap === 2 || (gap === 3 && words[number.last + 2]?.text === 'and')
  const unit = following ? words[following.last + 1] : undefined
  const [amount] = following?.readings ?? []
  return joined && unit && /^cents?$/.test(unit.text) && amount !== undefined && amount < 100 ? { amount, end: unit.end } : null
}

function isAnotherKind(words: readonly Word[], number: SpokenNumber, value: number, before: string, next: string): boolean {
  if (value < leastBareAmount || counted.test(next) || introducesAnotherNumber.test(before)) return true
  const hour = value <= 12 || /^[:]$/.test(next)
  if (hour && (introducesTime.test(before) || /^[ap]$/.test(next))) return true
  // "two or three hundred": nobody can be held to a range.
  if (before === 'or' || before === 'to') return spokenNumbers(words.slice(Math.max(0, number.first - 3), number.first - 1)).length > 0
  return before === '/' || before === '-'
}

/** The reading that the balance supports; without a balance the likeliest. */
function likeliest(readings: readonly number[], balance: number | null): number | null {
  const [first] = readings
  if (first === undefined) return null
  if (balance === null || readings.length === 1) return first
  return readings.find((value) => value === balance || value === balance / 2) ?? readings.find((value) => value <= balance) ?? first
}

function shares(text: string, balance: number | null, known: readonly Span[]): SpokenAmount[] {
  if (balance === null) return []
  const flat = flatten(text)
  const found = (pattern: RegExp, share: 'whole' | 'half', amount: number): SpokenAmount[] =>
    [...flat.matchAll(pattern)].map((match) => ({ index: match.index, end: match.index + match[0].length, amount, certain: true, share }))
  const all = [...found(whole, 'whole', balance), ...found(half, 'half', Math.round(balance * 50) / 100)]
  return all.filter((share) => !known.some((amount) => amount.index - share.end < 3 && share.index <= amount.index))
}
