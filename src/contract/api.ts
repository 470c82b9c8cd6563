// The bodies that people and their programs exchange with us: what validates a request is also what the OpenAPI document shows.
import { z } from 'zod'
import { callSchema, callStatusSchema, directionSchema, purposeSchema } from '../domain/call.ts'
import { addressSchema, consentsSchema, debtSchema, e164Schema, flagsSchema } from '../domain/customer.ts'
import { followUpSchema, followUpStatusSchema } from '../domain/follow-up.ts'
import { accountIdSchema, callIdSchema, customerIdSchema, followUpIdSchema } from '../domain/id.ts'
import { amountSchema } from '../domain/money.ts'
import { analysisSchema, evidenceSchema, paymentMethodSchema } from '../domain/outcome.ts'
import { promiseStatusSchema } from '../domain/promise.ts'
import { textSchema } from '../domain/text.ts'
import { calendarDateSchema, instantSchema, zoneSchema } from '../domain/time.ts'
import { entrySchema, speakerSchema } from '../domain/transcript.ts'

// --- lists

const limitSchema = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'a whole number from 1 to 200')
  .transform(Number)
  .refine((limit) => limit <= 200, 'a whole number from 1 to 200')
  .default(50)
export const pageQuery = { limit: limitSchema, cursor: z.string().optional() }

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() })
}

// --- customers and accounts

const packIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
const factsSchema = z.record(z.string(), z.unknown())

export const newAccountSchema = z.strictObject({ pack: packIdSchema, external_id: textSchema(200).optional(), facts: factsSchema, ...debtSchema.shape })

export const newCustomerSchema = z.strictObject({
  name: textSchema(200),
  phone: e164Schema,
  other_phones: z.array(e164Schema).max(20).optional(),
  email: z.email().max(254).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .optional(),
  time_zone: zoneSchema.optional(),
  time_zone_source: z.enum(['consumer_stated', 'creditor_file']).optional(),
  address: addressSchema.optional(),
  external_id: textSchema(200).optional(),
  consents: consentsSchema.optional(),
  flags: flagsSchema.optional(),
  accounts: z.array(newAccountSchema).max(1000).optional(),
})
export type NewCustomer = z.infer<typeof newCustomerSchema>

/** Every field may be left out; an empty patch is refused. */
export const customerPatchSchema = newCustomerSchema
  .omit({ accounts: true, consents: true, flags: true })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'name at least one field')
export const accountPatchSchema = newAccountSchema
  .omit({ pack: true })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'name at least one field')

export const accountSchema = z.object({
  id: accountIdSchema,
  customer_id: customerIdSchema,
  pack: z.string(),
  external_id: z.string().nullable(),
  facts: factsSchema,
  ...debtSchema.shape,
  created_at: z.string(),
  updated_at: z.string(),
})
export const customerSchema = z.object({
  id: customerIdSchema,
  name: z.string(),
  phone: z.string(),
  other_phones: z.array(z.string()),
  email: z.string().nullable(),
  language: z.string(),
  time_zone: z.string().nullable(),
  time_zone_source: z.string().nullable(),
  address: addressSchema.nullable(),
  external_id: z.string().nullable(),
  consents: consentsSchema,
  flags: flagsSchema,
  created_at: z.string(),
  updated_at: z.string(),
})
export const customerWithAccountsSchema = customerSchema.extend({ accounts: z.array(accountSchema) })
export const customerQuerySchema = z.strictObject({ ...pageQuery, phone: z.string().max(20).optional(), q: z.string().max(500).optional() })

// --- receipts

export const receiptSchema = z.object({
  id: z.string(),
  customer_id: customerIdSchema,
  call_id: callIdSchema.nullable(),
  at: z.string(),
  verdict: z.enum(['allow', 'defer', 'refuse']),
  rule_ids: z.array(z.string()),
  not_before: z.string().nullable(),
  must_say: z.array(z.string()),
  explanation: z.string(),
  rule_version: z.string(),
  inputs_hash: z.string(),
  prev_hash: z.string(),
  hash: z.string(),
})
export const receiptQuerySchema = z.strictObject({
  ...pageQuery,
  customer_id: z.string().max(64).optional(),
  verdict: z.enum(['allow', 'defer', 'refuse']).optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
})

// --- calls

export const startCallSchema = z.strictObject({
  customer_id: z.string().max(64),
  account_id: z.string().max(64).optional(),
  purpose: purposeSchema.optional(),
  follow_up_id: followUpIdSchema.optional(),
  campaign_id: z.string().max(64).optional(),
  channel: z.enum(['phone', 'web']).optional(),
  dry_run: z.boolean().optional(),
})
export const startedCallSchema = z.object({
  call_id: callIdSchema,
  conversation_id: z.string().nullable(),
  status: callStatusSchema,
  receipt: receiptSchema.nullable(),
  signed_url: z.string().optional(),
  conversation_token: z.string().nullable().optional(),
  call_token: z.string().optional(),
  dynamic_variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
})
export const promptPreviewSchema = z.object({ system_prompt: z.string(), first_message: z.string(), manifest: z.record(z.string(), z.unknown()) })
export const dryRunSchema = z.object({ dry_run: z.literal(true), receipt: receiptSchema, prompt: promptPreviewSchema })

const flagQuerySchema = z.enum(['true', 'false'])
export const callQuerySchema = z.strictObject({
  ...pageQuery,
  customer_id: z.string().max(64).optional(),
  account_id: z.string().max(64).optional(),
  status: callStatusSchema.optional(),
  direction: directionSchema.optional(),
  pack: packIdSchema.optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  meaningful: flagQuerySchema.optional(),
  promise: flagQuerySchema.optional(),
  needs_review: flagQuerySchema.optional(),
  q: z.string().max(500).optional(),
})

/** A call in a list. */
export const callSummarySchema = callSchema.omit({ voice_usd: true, follow_up_id: true }).extend({
  customer_name: z.string().nullable(),
  meaningful: z.object({ value: z.boolean().nullable(), reason: z.string().nullable() }),
  sentiment_score: z.number().nullable(),
  intent: z.string().nullable(),
  promise_made: z.boolean().nullable(),
  total_usd: z.number().nullable(),
})

export const promiseSchema = z.object({
  id: z.string(),
  customer_id: customerIdSchema,
  account_id: z.string().nullable(),
  call_id: callIdSchema,
  promised_amount: amountSchema.nullable(),
  promised_date: z.string().nullable(),
  payment_method: paymentMethodSchema.nullable(),
  paid_amount: amountSchema,
  status: promiseStatusSchema,
  evidence: z.array(evidenceSchema),
  created_at: z.string(),
})
export const promiseQuerySchema = z.strictObject({
  ...pageQuery,
  status: promiseStatusSchema.optional(),
  due_before: calendarDateSchema.optional(),
  customer_id: z.string().max(64).optional(),
})

export const followUpViewSchema = followUpSchema
export const followUpQuerySchema = z.strictObject({
  ...pageQuery,
  status: followUpStatusSchema.optional(),
  customer_id: z.string().max(64).optional(),
  due_before: instantSchema.optional(),
})
export const newFollowUpSchema = z.strictObject({
  customer_id: z.string().max(64),
  account_id: z.string().max(64).optional(),
  call_id: z.string().max(64).optional(),
  purpose: purposeSchema,
  due_at: instantSchema,
})

export const callViewSchema = callSummarySchema.extend({
  transcript: z.array(entrySchema),
  extracted_data: z.record(z.string(), z.unknown()).nullable(),
  analysis_result: analysisSchema.extend({ engine: z.enum(['openrouter', 'local']) }).nullable(),
  follow_ups: z.array(followUpViewSchema),
  promises: z.array(promiseSchema),
  /** The text of the instructions that went out with the call. */
  prompt: z.string().nullable(),
  prompt_manifest: z.record(z.string(), z.unknown()),
  audits: z.record(z.string(), z.unknown()),
  cost: z.object({ voice_usd: z.number(), llm_usd: z.number(), total_usd: z.number(), lines: z.array(z.record(z.string(), z.unknown())) }),
  latency: z.object({ first_token_ms: z.object({ p50: z.number(), p95: z.number(), n: z.int() }), components: z.array(z.record(z.string(), z.unknown())) }),
  reconciliation: z.object({ sources: z.array(z.string()), differences: z.array(z.record(z.string(), z.unknown())) }),
  notes: z.array(z.object({ at: z.string(), by: z.string(), text: z.string() })),
})

export const cancelFollowUpSchema = z.strictObject({ reason: textSchema(200).optional() })

export type CallView = z.infer<typeof callViewSchema>

const entryIdSchema = z.string().min(1).max(128)
export const appendedEntrySchema = z.strictObject({
  entry_id: entryIdSchema,
  speaker: speakerSchema,
  text: textSchema(8000),
  at: instantSchema,
  offset_ms: z.int().min(0).max(86_400_000).optional(),
})
export const appendSchema = z.strictObject({ entries: z.array(appendedEntrySchema).min(1).max(500) })
export const appendedSchema = z.object({ accepted: z.int(), duplicates: z.int(), last_seq: z.int() })

export const endCallSchema = z.strictObject({ reason: textSchema(200) })
export const noteSchema = z.strictObject({ text: textSchema(8000) })

export const importCallsSchema = z.strictObject({
  calls: z
    .array(
      z.strictObject({
        external_id: textSchema(200),
        customer_id: z.string().max(64).optional(),
        pack: packIdSchema.optional(),
        started_at: instantSchema,
        duration_seconds: z.int().min(0).max(86_400),
        entries: z
          .array(
            z.strictObject({
              entry_id: entryIdSchema.optional(),
              speaker: speakerSchema,
              text: textSchema(8000),
              at: instantSchema.optional(),
              offset_ms: z.int().min(0).optional(),
            }),
          )
          .max(1000),
      }),
    )
    .min(1)
    .max(1000),
})
export const importedCallsSchema = z.object({ items: z.array(z.object({ external_id: z.string(), call_id: callIdSchema, duplicate: z.boolean() })) })

export const spanSchema = z.object({
  name: z.string(),
  component: z.string(),
  started_at: z.string(),
  duration_ms: z.number(),
  attributes: z.record(z.string(), z.unknown()),
})
export const modelLogSchema = z.object({
  id: z.string(),
  at: z.string(),
  task: z.string(),
  model_asked: z.string(),
  model_answered: z.string().nullable(),
  prompt: z.unknown(),
  response: z.string().nullable(),
  prompt_tokens: z.int().nullable(),
  completion_tokens: z.int().nullable(),
  cost_usd: z.number().nullable(),
  latency_ms: z.number(),
  first_token_ms: z.number().nullable(),
  error: z.string().nullable(),
})

// --- tickets, previews

export const ticketRequestSchema = z.strictObject({ call_id: callIdSchema })
export const ticketSchema = z.object({ ticket: z.string(), expires_at: z.string() })

export const analysisPreviewRequestSchema = z.strictObject({
  pack: packIdSchema,
  reference_time: instantSchema,
  customer: z.looseObject({ name: textSchema(200).optional(), time_zone: zoneSchema.optional() }).optional(),
  account: z.looseObject({ pack: packIdSchema.optional(), facts: factsSchema }).optional(),
  duration_seconds: z.number().min(0).max(86_400),
  entries: z
    .array(
      z.strictObject({
        entry_id: entryIdSchema.optional(),
        seq: z.int().positive().optional(),
        speaker: speakerSchema,
        text: textSchema(8000),
        at: instantSchema.optional(),
        offset_ms: z.int().min(0).optional(),
      }),
    )
    .max(1000),
})
export const analysisPreviewSchema = z.object({
  meaningful: z.object({ value: z.boolean(), reason: z.string().nullable() }),
  analysis: analysisSchema.nullable(),
  audits: z.record(z.string(), z.unknown()),
  engine: z.enum(['openrouter', 'local']).nullable(),
  models: z.array(z.string()),
  cost: z.object({ llm_usd: z.number() }),
})

export const promptPreviewRequestSchema = z
  .strictObject({
    customer_id: z.string().max(64).optional(),
    account_id: z.string().max(64).optional(),
    customer: z.looseObject({ name: textSchema(200), time_zone: zoneSchema.optional(), language: z.string().optional() }).optional(),
    account: z.looseObject({ pack: packIdSchema, facts: factsSchema }).optional(),
    purpose: purposeSchema.optional(),
    direction: directionSchema.optional(),
  })
  .refine((body) => body.customer_id !== undefined || (body.customer !== undefined && body.account !== undefined), {
    message: 'name a customer_id, or give customer and account',
    path: ['customer_id'],
  })

// --- keys

export const roleSchema = z.enum(['viewer', 'operator', 'admin', 'service'])
export type Role = z.infer<typeof roleSchema>
export const newKeySchema = z.strictObject({ name: textSchema(200), role: roleSchema })
export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  prefix: z.string(),
  created_at: z.string(),
  revoked_at: z.string().nullable(),
})

/** The key itself is shown in this answer and never again. */
export const mintedKeySchema = keySchema.extend({ key: z.string() })

// --- the deployment

export const systemSchema = z.object({
  version: z.string(),
  environment: z.string(),
  packs: z.array(z.object({ pack_id: z.string(), title: z.string() })),
  rule_version: z.string(),
})
export const dependencySchema = z.object({ state: z.enum(['ok', 'away', 'missing']), name: z.string().optional() })
export const readinessSchema = z.object({ state: z.enum(['ready', 'not_ready']), dependencies: z.record(z.string(), dependencySchema) })
export const aliveSchema = z.object({ state: z.literal('alive') })

// --- errors

export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  request_id: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
