// What travels through the queues: ids only, so that a handler asks the owner for the truth. Stored: grows by optional fields only.
import { z } from 'zod'
import { callIdSchema, customerIdSchema, followUpIdSchema } from '../domain/id.ts'

/** `version` is the outbox row's: the handler confirms it to the owner when the work is done. */
const versionSchema = z.int().positive()

export const jobSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('project_call'), call_id: callIdSchema, version: versionSchema }),
  z.object({ kind: z.literal('analyse_call'), call_id: callIdSchema, version: versionSchema }),
  z.object({ kind: z.literal('settle_call'), call_id: callIdSchema, version: versionSchema }),
  z.object({ kind: z.literal('reconcile_call'), call_id: callIdSchema, version: versionSchema }),
  z.object({ kind: z.literal('adopt_conversation'), call_id: callIdSchema, version: versionSchema }),
  z.object({ kind: z.literal('project_ledger'), customer_id: customerIdSchema, version: versionSchema }),
  /** Reservations whose call was never heard of again. */
  z.object({ kind: z.literal('reconcile_reservations'), customer_id: customerIdSchema, version: versionSchema }),
  z.object({ kind: z.literal('place_calls'), customer_id: customerIdSchema, version: versionSchema }),
  /** From the cron sweep: a follow-up that is due and that no alarm has taken up. */
  z.object({ kind: z.literal('sweep_follow_up'), customer_id: customerIdSchema, follow_up_id: followUpIdSchema }),
])
export type Job = z.infer<typeof jobSchema>

/** Which queue carries which job (design, Outbox). */
export const queueOf = {
  project_call: 'projection',
  project_ledger: 'projection',
  analyse_call: 'analysis',
  settle_call: 'effects',
  reconcile_call: 'effects',
  adopt_conversation: 'effects',
  reconcile_reservations: 'effects',
  place_calls: 'effects',
  sweep_follow_up: 'effects',
} as const satisfies Record<Job['kind'], 'projection' | 'analysis' | 'effects'>
