// The net under the ledgers' alarms: every follow-up that is overdue in D1 becomes one job.

import type { Job } from '../contract/jobs.ts'
import { later, minute } from '../domain/time.ts'
import { overdueFollowUps } from '../store/follow-ups.ts'
import { log } from '../telemetry/log.ts'

/** An alarm is due to the second; what is so much later was missed. */
const missedAfterMs = minute
const mostAtOnce = 500
/** What a queue takes in one call. */
const batchSize = 100

export async function sweep(env: Env, now: string): Promise<void> {
  const overdue = await overdueFollowUps(env, later(now, -missedAfterMs), mostAtOnce)
  const jobs = overdue.map(({ id, customer_id }): { body: Job } => ({ body: { kind: 'sweep_follow_up', customer_id, follow_up_id: id } }))
  for (let from = 0; from < jobs.length; from += batchSize) await env.EFFECTS.sendBatch(jobs.slice(from, from + batchSize))
  if (jobs.length > 0) log({ kind: 'swept', follow_ups: jobs.length })
}
