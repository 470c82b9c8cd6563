// The one question behind every Call button, with all that can come back as one union.
import { z } from 'zod'
import { receiptSchema, startedCallSchema } from '../../../src/contract/api.ts'
import { callIdSchema } from '../../../src/domain/id.ts'
import { api } from '../api/client.ts'
import type { Problem } from '../api/problem.ts'

export type Receipt = z.infer<typeof receiptSchema>

export type Started =
  | { kind: 'started'; call_id: string }
  /** The rules say no, or not now; the receipt says which and why. */
  | { kind: 'not_allowed'; title: string; receipt: Receipt }
  | { kind: 'already_live'; call_id: string }
  | { kind: 'which_account' }
  | { kind: 'failed'; problem: Problem }

const withReceiptSchema = z.object({ receipt: receiptSchema })
const withCallSchema = z.object({ call_id: callIdSchema })

/** @param idempotency_key the same for every try of one press of the button: somebody's phone must not ring twice for it */
export async function startCall(customer_id: string, account_id: string | null, idempotency_key: string): Promise<Started> {
  const answer = await api.post('/api/calls/start', startedCallSchema, { customer_id, ...(account_id && { account_id }) }, idempotency_key)
  if (answer.ok) return { kind: 'started', call_id: answer.value.call_id }
  const problem = answer.error
  if (problem.kind !== 'refused') return { kind: 'failed', problem }
  switch (problem.slug) {
    case 'dial-refused':
    case 'dial-deferred': {
      const facts = withReceiptSchema.safeParse(problem.facts)
      return facts.success ? { kind: 'not_allowed', title: problem.title, receipt: facts.data.receipt } : { kind: 'failed', problem }
    }
    case 'call-already-live': {
      const facts = withCallSchema.safeParse(problem.facts)
      return facts.success ? { kind: 'already_live', call_id: facts.data.call_id } : { kind: 'failed', problem }
    }
    case 'invalid-request':
      return problem.errors.some((error) => error.path.endsWith('account_id')) ? { kind: 'which_account' } : { kind: 'failed', problem }
    default:
      return { kind: 'failed', problem }
  }
}
