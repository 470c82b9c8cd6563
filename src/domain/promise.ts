// A promise to pay, and the table of its life.
import { z } from 'zod'
import { accountIdSchema, callIdSchema, customerIdSchema, promiseIdSchema } from './id.ts'
import { evidenceSchema, paymentMethodSchema } from './outcome.ts'
import { calendarDateSchema } from './time.ts'

export const promiseStatusSchema = z.enum(['proposed', 'active', 'kept', 'partly_kept', 'broken', 'superseded', 'cancelled'])
export type PromiseStatus = z.infer<typeof promiseStatusSchema>

export const promiseTransitions = {
  proposed: ['active', 'superseded', 'cancelled'],
  active: ['kept', 'partly_kept', 'broken', 'superseded', 'cancelled'],
  partly_kept: ['kept', 'broken', 'superseded', 'cancelled'],
  broken: ['kept', 'partly_kept'],
  kept: [],
  superseded: [],
  cancelled: [],
} as const satisfies Record<PromiseStatus, readonly PromiseStatus[]>

/** A promise as its ledger keeps it. Stored: grows by optional fields only. */
export const promiseSchema = z.object({
  id: promiseIdSchema,
  customer_id: customerIdSchema,
  account_id: accountIdSchema.nullable(),
  call_id: callIdSchema,
  promised_amount_cents: z.int().nonnegative().nullable(),
  promised_date: calendarDateSchema.nullable(),
  payment_method: paymentMethodSchema.nullable(),
  paid_amount_cents: z.int().nonnegative(),
  status: promiseStatusSchema,
  evidence: z.array(evidenceSchema),
  created_at: z.string(),
})
export type Promised = z.infer<typeof promiseSchema>
