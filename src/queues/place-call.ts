// A follow-up is due: it becomes a call by the one way a call is placed, and the ledger decides whether it may.
import { customerLedger } from '../../durable-objects/customer-ledger.ts'
import type { Job } from '../contract/jobs.ts'
import type { FollowUp } from '../domain/follow-up.ts'
import { startCall } from '../outreach/start-call.ts'
import { log } from '../telemetry/log.ts'

/** The ledger's alarm: everything of this person that is due. One at a time: the first that rings puts the others off. */
export async function placeCalls({ customer_id, version }: Extract<Job, { kind: 'place_calls' }>, env: Env, now: string): Promise<void> {
  const ledger = customerLedger(env, customer_id)
  for (const followUp of await ledger.due(now)) await place(env, followUp, now)
  await ledger.confirm('place_calls', version)
}

/** The sweep's: the net under the alarm. What was taken up meanwhile is left alone. */
export async function sweepFollowUp({ customer_id, follow_up_id }: Extract<Job, { kind: 'sweep_follow_up' }>, env: Env, now: string): Promise<void> {
  const due = await customerLedger(env, customer_id).due(now)
  for (const followUp of due) if (followUp.id === follow_up_id) await place(env, followUp, now)
}

async function place(env: Env, followUp: FollowUp, now: string): Promise<void> {
  const { customer_id, account_id, purpose, id: follow_up_id } = followUp
  const started = await startCall(env, { customer_id, account_id, purpose, follow_up_id, now })
  log({ kind: 'follow_up_placed', follow_up_id, outcome: started.ok ? started.value.status : started.error.kind })
  // Whom D1 does not know any more nobody may call: the follow-up ends instead of coming round for ever.
  if (!started.ok && ['unknown_customer', 'unknown_account', 'which_account'].includes(started.error.kind)) {
    await customerLedger(env, customer_id).cancelFollowUp(follow_up_id, `cannot be placed: ${started.error.kind}`, now)
  }
}
