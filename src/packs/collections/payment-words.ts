// The amount, the day, the hour and the method in a caller's own words, so that they can be read back as they were said.
import { plainApostrophes } from '../../domain/dialogue.ts'

const ones = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const tens = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety'
const spelled = `(?:(?:${ones}|${tens}|a|hundred|thousand|and)[\\s-]+){1,8}`
const amount = new RegExp(`\\$\\s?\\d[\\d,]*(?:\\.\\d{1,2})?|\\b\\d[\\d,]*(?:\\.\\d{1,2})?\\s?(?:dollars|bucks)\\b|\\b${spelled}(?:dollars|bucks)\\b`, 'iu')
const wholeBalance =
  /\b(?:all of it|the (?:full|whole|entire|total) (?:amount|balance|thing|sum)|(?:pay|clear|settle) (?:it|everything) (?:all|off|in full)|in full|everything|the whole (?:thing|lot))\b/iu
const half = /\bhalf\b/iu

const weekday = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'
const month = 'january|february|march|april|may|june|july|august|september|october|november|december'
const nth =
  'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth'
const numbered = `(?:\\d{1,2}(?:st|nd|rd|th)?|(?:twenty[\\s-])?(?:${nth}))`
const day = new RegExp(
  `\\b(?:(?:(?:this|next) )?(?:${weekday})(?:,? (?:the ${numbered}|(?:${month}) ${numbered}))?|(?:${month}) ${numbered}|(?:the )?${numbered} of (?:${month})|the (?:\\d{1,2}(?:st|nd|rd|th)|(?:twenty[\\s-])?(?:${nth}))|day after tomorrow|tomorrow|today|tonight|(?:next|this) (?:week|month)|(?:the )?end of (?:the|this|next) (?:week|month)|in (?:a|an|one|two|three|\\d{1,2}) (?:days?|weeks?|hours?)|payday)\\b`,
  'iu',
)
const hour =
  /\bafter work\b|\b(?:at|after|around|by|before) (?:(?:\d{1,2}(?::\d{2})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: ?(?:a\.?m\b\.?|p\.?m\b\.?|o'clock)| in the (?:morning|afternoon|evening))?|noon|lunch)(?![\w,.]*\d)|\bin the (?:morning|afternoon|evening)\b/iu

const methods: readonly { spoken: string; pattern: RegExp }[] = [
  { spoken: 'by card', pattern: /\b(?:card|visa|mastercard|debit|credit)\b/iu },
  { spoken: 'by bank transfer', pattern: /\b(?:bank|wire|transfer|zelle|ach)\b/iu },
  { spoken: 'by check', pattern: /\b(?:check|cheque|mail)\b/iu },
  { spoken: 'in cash', pattern: /\bcash\b/iu },
]

/** What was said of a payment or a call, in the words in which it can be said back; null where nothing was. */
export type Offered = { amount: string | null; day: string | null; hour: string | null; method: string | null }

/**
 * @param texts   the customer's turns, oldest first: what was said last counts
 * @param balance what "all of it" means, as spoken
 */
export function offered(texts: readonly string[], balance: string): Offered {
  const found: Offered = { amount: null, day: null, hour: null, method: null }
  for (const text of texts) {
    const plain = plainApostrophes(text)
    const said = plain.match(amount)?.[0]
    if (said) found.amount = said.trim()
    else if (wholeBalance.test(plain)) found.amount = `the full ${balance}`
    else if (half.test(plain)) found.amount = 'half the balance'
    found.day = plain.match(day)?.[0] ?? found.day
    found.hour = plain.match(hour)?.[0].replace(/\.$/u, '') ?? found.hour
    found.method = methods.find(({ pattern }) => pattern.test(plain))?.spoken ?? found.method
  }
  return found
}

/** `on Friday`, but `tomorrow` and `in two weeks`. */
export function onDay(words: string): string {
  return /^(?:today|tonight|tomorrow|in |next |this |day after|payday|end of|the end)/iu.test(words) ? words : `on ${words}`
}
