// The door of the queues: every message is parsed once, handed to its handler, and lives or dies alone.
import { type Job, jobSchema } from '../contract/jobs.ts'
import { errorText, log } from '../telemetry/log.ts'
import { adoptConversation } from './adopt-conversation.ts'
import { analyseCall } from './analyse-call.ts'
import { buryDeadLetter } from './dead-letter.ts'
import { placeCalls, sweepFollowUp } from './place-call.ts'
import { projectJobs } from './project.ts'
import { reconcileCall, reconcileReservations } from './reconcile-call.ts'
import { settleCall } from './settle-outcome.ts'

const firstDelaySeconds = 2
const longestDelaySeconds = 300

/** Never throws: locally a throw delivers the whole batch again, what was acknowledged too. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  if (batch.queue.endsWith('dead-letters')) return each(batch, (message) => buryDeadLetter(message, env, new Date().toISOString()))
  if (batch.queue.endsWith('projection')) return projectTogether(batch, env)
  return each(batch, (message) => handle(jobSchema.parse(message.body), env, new Date().toISOString()))
}

/** One batch of D1 for all; when that fails, one by one, so that a bad row holds up nobody else. */
async function projectTogether(batch: MessageBatch, env: Env): Promise<void> {
  try {
    await projectJobs(
      batch.messages.map((message) => jobSchema.parse(message.body)),
      env,
    )
    batch.ackAll()
  } catch (error) {
    log({ kind: 'projection_split', messages: batch.messages.length, error: errorText(error) })
    await each(batch, (message) => projectJobs([jobSchema.parse(message.body)], env))
  }
}

/** Side by side: one slow call does not hold up the others of its batch. */
async function each(batch: MessageBatch, work: (message: Message) => Promise<void>): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        await work(message)
        message.ack()
      } catch (error) {
        log({ kind: 'job_failed', queue: batch.queue, message_id: message.id, attempts: message.attempts, error: errorText(error) })
        message.retry({ delaySeconds: Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** (message.attempts - 1)) })
      }
    }),
  )
}

async function handle(job: Job, env: Env, now: string): Promise<void> {
  switch (job.kind) {
    case 'project_call':
    case 'project_ledger':
      return projectJobs([job], env)
    case 'analyse_call':
      return analyseCall(job, env, now)
    case 'settle_call':
      return settleCall(job, env, now)
    case 'reconcile_call':
      return reconcileCall(job, env, now)
    case 'adopt_conversation':
      return adoptConversation(job, env)
    case 'reconcile_reservations':
      return reconcileReservations(job, env, now)
    case 'place_calls':
      return placeCalls(job, env, now)
    case 'sweep_follow_up':
      return sweepFollowUp(job, env, now)
  }
}
