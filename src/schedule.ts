// Which cron expression does what.
import { sweep } from './outreach/sweep.ts'

const work: Record<string, (env: Env, now: string) => Promise<void>> = {
  '*/5 * * * *': sweep,
}

export async function runSchedule(cron: string, env: Env, now: string): Promise<void> {
  await work[cron]?.(env, now)
}
