// What a collections account holds, and what of it the agent knows, confirms or keeps to itself.
import { z } from 'zod'
import { spokenName } from '../../domain/dialogue.ts'
import { amountSchema, currencySchema, speakable, toCents } from '../../domain/money.ts'
import { textSchema } from '../../domain/text.ts'
import { calendarDateSchema } from '../../domain/time.ts'
import type { CallBackground, KnownFact } from '../pack.ts'

/** A century: more is a mistyped number. */
const daysSchema = z.int().min(0).max(36_525)

/** The contract's collections facts (People and money). Stored: grows by optional fields only. */
export const factsSchema = z.strictObject({
  outstanding_amount: amountSchema,
  currency: currencySchema,
  days_overdue: daysSchema,
  /** Monthly instalments that were due and not paid. */
  emis_overdue: z.int().min(0).max(1_200),
  risk_category: z.enum(['low', 'medium', 'high']),
  collection_stage: z.enum(['pre_due', 'early', 'mid', 'late', 'legal']),
  original_creditor: textSchema(100).optional(),
  due_date: calendarDateSchema.optional(),
  minimum_payment: amountSchema.optional(),
})
export type CollectionsFacts = z.infer<typeof factsSchema>

export function balanceCents(facts: CollectionsFacts): number {
  return toCents(facts.outstanding_amount)
}

export function spokenBalance(facts: CollectionsFacts): string {
  return speakable(balanceCents(facts), facts.currency)
}

export function identityQuestion(spoken_name: string | null): string {
  return `Am I speaking with ${spoken_name ?? 'the account holder'}?`
}

export function knownFacts({ customer, facts, account }: CallBackground<CollectionsFacts>): KnownFact[] {
  const onAccount = (name: string, value: string | number | undefined): KnownFact[] =>
    value === undefined ? [] : [{ name, value: String(value), source: 'account record', as_of: account.updated_at, class: 'never_ask', question: null }]
  const lives = customer.address_line
  return [
    {
      name: 'customer_name',
      value: customer.name,
      source: 'customer record',
      as_of: account.updated_at,
      class: 'confirm',
      question: identityQuestion(spokenName(customer.name)),
    },
    ...onAccount('outstanding_amount', spokenBalance(facts)),
    ...onAccount('days_overdue', facts.days_overdue),
    ...onAccount('emis_overdue', facts.emis_overdue),
    ...onAccount('risk_category', facts.risk_category),
    ...onAccount('collection_stage', facts.collection_stage),
    ...onAccount('original_creditor', facts.original_creditor),
    ...onAccount('due_date', facts.due_date),
    ...onAccount('minimum_payment', facts.minimum_payment === undefined ? undefined : speakable(toCents(facts.minimum_payment), facts.currency)),
    ...(lives ? [{ name: 'address', value: lives, source: 'customer record', as_of: account.updated_at, class: 'never_ask', question: null } as const] : []),
    { name: 'payment_day', value: '', source: 'the customer', as_of: account.updated_at, class: 'ask', question: 'When could you make a payment?' },
    { name: 'payment_amount', value: '', source: 'the customer', as_of: account.updated_at, class: 'ask', question: 'How much could you pay then?' },
    {
      name: 'payment_method',
      value: '',
      source: 'the customer',
      as_of: account.updated_at,
      class: 'ask',
      question: 'Would you pay by card or by bank transfer?',
    },
  ]
}

/** How the agent sounds when it asks for what it already knows. */
export const asks = {
  customer_name: /\b(?:what(?:'s| is)|may i have|can i have|could you (?:give|tell|spell)(?: me)?) your (?:full |first |last )?name\b/iu,
  outstanding_amount: /\b(?:how much (?:do you|is it you) owe|what(?:'s| is) (?:your|the) (?:outstanding )?(?:balance|amount (?:due|owed)))\b[^.!]*\?/iu,
  days_overdue: /\bhow (?:long|many days)\b[^.?!]*\b(?:overdue|late|behind)\b[^.!]*\?/iu,
  emis_overdue: /\bhow many (?:payments|instal+ments|emis)\b[^.?!]*\b(?:missed|overdue|behind|late)\b/iu,
  original_creditor: /\b(?:who|which (?:bank|company|lender))\b[^.?!]*\b(?:creditor|lender|loan (?:is )?(?:from|with)|borrow(?:ed)? from)\b[^.!]*\?/iu,
  due_date: /\b(?:when|what day) (?:is|was)\b[^.!]*\bdue\b[^.!]*\?/iu,
  address: /\b(?:what(?:'s| is)|may i have|can i have) your (?:home |mailing |current )?address\b/iu,
} as const satisfies Record<string, RegExp>
