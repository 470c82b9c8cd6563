// What a call meant: every field with its confidence, its reasoning, and the quotes that prove it (contract, Intelligence).
import { z } from 'zod'
import { amountSchema } from './money.ts'
import { calendarDateSchema } from './time.ts'
import { fold } from './transcript.ts'

export const evidenceSchema = z.object({ seq: z.int().positive(), quote: z.string() })
export type Evidence = z.infer<typeof evidenceSchema>

/** 0 … 100. */
const confidenceSchema = z.number().min(0).max(100)

export const paymentMethods = ['card', 'bank_transfer', 'direct_debit', 'check', 'cash', 'money_order', 'wallet'] as const
export const paymentMethodSchema = z.enum(paymentMethods)

export const sentimentSchema = z.object({
  label: z.enum(['positive', 'neutral', 'negative']),
  score: z.number().min(-1).max(1),
  trajectory: z.enum(['improving', 'steady', 'worsening']),
  confidence: confidenceSchema,
  reasoning: z.string(),
  evidence: z.array(evidenceSchema),
})

export const intentSchema = z.object({
  /** One of the pack's intents. */
  label: z.string(),
  secondary: z.array(z.string()),
  confidence: confidenceSchema,
  reasoning: z.string(),
  evidence: z.array(evidenceSchema),
})

export const promiseReadingSchema = z.object({
  promise_made: z.boolean(),
  promised_amount: amountSchema.nullable(),
  promised_date: calendarDateSchema.nullable(),
  payment_method: paymentMethodSchema.nullable(),
  conditional: z.boolean(),
  instalments: z.array(z.object({ amount: amountSchema, date: calendarDateSchema })),
  confidence: confidenceSchema,
  reasoning: z.string(),
  evidence: z.array(evidenceSchema),
})
export type PromiseReading = z.infer<typeof promiseReadingSchema>

export const urgencySchema = z.enum(['immediate', 'high', 'normal', 'low'])

export const nextActionSchema = z.object({
  /** One of the pack's next actions. */
  action: z.string(),
  /** An instant, or null when the action needs no date. */
  scheduled_for: z.string().nullable(),
  urgency: urgencySchema,
  /** The instant that the customer asked for, before any rule moved it. */
  requested_by_customer: z.string().nullable(),
  has_business_override: z.boolean(),
  override_reason: z.string().nullable(),
  rule_ids: z.array(z.string()),
  confidence: confidenceSchema,
  reasoning: z.string(),
})
export type NextAction = z.infer<typeof nextActionSchema>

export const extractedDataSchema = z.object({
  issue: z.object({ type: z.string(), severity: z.enum(['low', 'normal', 'high', 'emergency']) }).nullable(),
  location: z.object({ address: z.string().nullable(), landmark: z.string().nullable(), ambiguous: z.boolean() }).nullable(),
  vehicle: z.object({ make: z.string().nullable(), model: z.string().nullable(), differs_from_file: z.boolean() }).nullable(),
  safety: z.object({ safe: z.boolean().nullable(), injuries: z.boolean().nullable() }).nullable(),
  destination: z.string().nullable(),
  promise: z.object({ amount: amountSchema.nullable(), date: calendarDateSchema.nullable() }).nullable(),
})
export type ExtractedData = z.infer<typeof extractedDataSchema>

/** `CallAnalysisResult` of the contract. Stored: grows by optional fields only. */
export const analysisSchema = z.object({
  sentiment: sentimentSchema,
  intent: intentSchema,
  promise: promiseReadingSchema,
  next_action: nextActionSchema,
  extracted_data: extractedDataSchema,
  summary: z.string(),
})
export type Analysis = z.infer<typeof analysisSchema>

/** Which engine answered, and for what price (US dollars). */
export type AnalysisProvenance = { engine: 'openrouter' | 'local'; models: string[]; cost_usd: number; schema_version: number }

/** What was said, as analysis and evidence see it: the final words where the provider corrected the live ones. */
export type SpokenTurn = { seq: number; speaker: 'agent' | 'customer'; text: string; offset_ms: number | null }

/** Evidence that is really there: the quote's words stand in the turn it names, case and punctuation aside. */
export function isProven(evidence: Evidence, turns: readonly SpokenTurn[]): boolean {
  const turn = turns.find((candidate) => candidate.seq === evidence.seq)
  const quote = fold(evidence.quote)
  return turn !== undefined && quote !== '' && ` ${fold(turn.text)} `.includes(` ${quote} `)
}

/**
 * The analysis with every value that no quote proves taken out (invariant 4).
 * @returns the mended analysis, and the names of the fields that lost a value
 */
export function provenOnly(analysis: Analysis, turns: readonly SpokenTurn[]): { analysis: Analysis; dropped: string[] } {
  const dropped: string[] = []
  const keep = (evidence: Evidence[]) => evidence.filter((one) => isProven(one, turns))
  const promise = { ...analysis.promise, evidence: keep(analysis.promise.evidence) }
  if (promise.promise_made && promise.evidence.length === 0) {
    dropped.push('promise')
    Object.assign(promise, {
      promise_made: false,
      promised_amount: null,
      promised_date: null,
      payment_method: null,
      instalments: [],
      confidence: 0,
      reasoning: `No turn of the transcript proves it. ${promise.reasoning}`,
    })
  }
  const intent = { ...analysis.intent, evidence: keep(analysis.intent.evidence) }
  const sentiment = { ...analysis.sentiment, evidence: keep(analysis.sentiment.evidence) }
  const extracted_data = dropped.includes('promise') ? { ...analysis.extracted_data, promise: null } : analysis.extracted_data
  return { analysis: { ...analysis, promise, intent, sentiment, extracted_data }, dropped }
}
