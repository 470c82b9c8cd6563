// The net under the objects' alarms: every overdue follow-up becomes one job, and calls that ought to be over are woken.
import { callSession } from '../../durable-objects/call-session.ts'
import type { Job } from '../contract/jobs.ts'
import { later, minute } from '../domain/time.ts'
import { unfinishedCalls } from '../store/calls.ts'
import { overdueFollowUps } from '../store/follow-ups.ts'
import { log } from '../telemetry/log.ts'

/** An alarm is due to the second; what is so much later was missed. */
const missedAfterMs = minute
/** A healthy call is asked about at least so often by its own watchdog. */
const silentAfterMs = 20 * minute
const mostAtOnce = 500
/** What a queue takes in one call. */
const batchSize = 100

export async function sweep(env: Env, now: string): Promise<void> {
  const overdue = await overdueFollowUps(env, later(now, -missedAfterMs), mostAtOnce)
  const jobs = overdue.map(({ id, customer_id }): { body: Job } => ({ body: { kind: 'sweep_follow_up', customer_id, follow_up_id: id } }))
  for (let from = 0; from < jobs.length; from += batchSize) await env.EFFECTS.sendBatch(jobs.slice(from, from + batchSize))
  const silent = await unfinishedCalls(env, later(now, -silentAfterMs), mostAtOnce)
  await Promise.all(silent.map((call_id) => callSession(env, call_id).wake()))
  if (jobs.length + silent.length > 0) log({ kind: 'swept', follow_ups: jobs.length, calls: silent.length })
}
