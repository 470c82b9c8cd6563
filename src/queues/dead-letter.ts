// The last stop of a message that failed every retry: a row that an operator sees.
import { jobSchema, queueOf } from '../contract/jobs.ts'
import { keepDeadLetter } from '../store/dead-letters.ts'
import { log } from '../telemetry/log.ts'

export async function buryDeadLetter(message: Message, env: Env, now: string): Promise<void> {
  const job = jobSchema.safeParse(message.body)
  const queue = job.success ? queueOf[job.data.kind] : 'unknown'
  log({ kind: 'dead_letter', queue, message_id: message.id, job: job.success ? job.data.kind : null })
  await keepDeadLetter(env, { queue, job: message.body, error: job.success ? null : 'not a job of ours', attempts: message.attempts, failed_at: now })
}
