// How somebody means to pay, from their words.
import type { paymentMethods } from '../../domain/outcome.ts'
import { flatten, type Span } from './words.ts'

export type PaymentMethod = (typeof paymentMethods)[number]

/** In order: a word of an earlier line is used up before a later one may read it ("debit card" is a card, "google pay" no verb). */
const patterns: { method: PaymentMethod; pattern: RegExp }[] = [
  { method: 'money_order', pattern: /\b(?:postal )?money orders?\b/g },
  { method: 'wallet', pattern: /\b(?:pay ?pal|venmo|apple ?pay|google ?pay|g ?pay|samsung pay|cash ?app|digital wallet)\b/g },
  {
    method: 'card',
    pattern: /\b(?:(?:debit|credit|bank|prepaid|same|my|the|your|on|by|a|new) )?card(?! reader)\b|\b(?:visa|master ?card|amex|american express)\b/g,
  },
  {
    method: 'check',
    pattern:
      /\b(?:cashier'?s )?(?:cheques?)\b|\b(?:by|a|the|my|personal|paper|cashier'?s|mail(?:ed|ing)?|write|send|another) check\b|\bchecks\b|\bcheck in the mail\b|\ba check(?= as)/g,
  },
  {
    method: 'direct_debit',
    pattern:
      /\bdirect debit\b|\bauto[- ]?(?:pay|draft|debit|matic(?:ally)?)\b|\b(?:debit|draft) (?:it|my|the|me|that|both)\b|\bstanding order\b|\bset up (?:the )?debits?\b/g,
  },
  {
    method: 'bank_transfer',
    pattern: /\b(?:bank|ach|wire|e-?transfer|zelle|routing number|checking|chequing|savings|(?:online|bank) transfer|transfer)\b(?! card)/g,
  },
  { method: 'cash', pattern: /\bcash\b(?! (?:advance|app|flow))/g },
]
const sameWay =
  /\b(?:same (?:way|one|as (?:before|last time)|account|method|thing)|like (?:before|last time|always)|as (?:before|usual|always)|(?:the one )?on file|(?:the )?usual(?: way)?|you(?:'ve| have) (?:got )?on file)\b/
const refused = /\b(?:not|no|don't|without|instead of|rather than)\b(?: \w+){0,3} ?$/

export type SpokenMethod = Span & { method: PaymentMethod }

/** The methods named in a turn, in order of place; one that is refused ("not the card") is left out. */
export function spokenMethods(text: string): SpokenMethod[] {
  let left = flatten(text)
  const found: SpokenMethod[] = []
  for (const { method, pattern } of patterns) {
    left = left.replace(pattern, (words: string, ...rest: unknown[]) => {
      const index = Number(rest.at(-2))
      if (!refused.test(left.slice(Math.max(0, index - 30), index))) found.push({ index, end: index + words.length, method })
      return ' '.repeat(words.length)
    })
  }
  return found.sort((a, b) => a.index - b.index)
}

/** Whether the turn points at the method that is already known. */
export function saysSameMethod(text: string): boolean {
  return sameWay.test(flatten(text))
}
