// The doors of the Worker. No logic.
import { app } from './http/app.ts'
import { consume } from './queues/consume.ts'
import { runSchedule } from './schedule.ts'

export { CallSession } from '../durable-objects/call-session.ts'
export { CustomerLedger } from '../durable-objects/customer-ledger.ts'
export { PhoneLine } from '../durable-objects/phone-line.ts'

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  queue: (batch, env) => consume(batch, env),
  scheduled: (controller, env) => runSchedule(controller.cron, env, new Date(controller.scheduledTime).toISOString()),
} satisfies ExportedHandler<Env>
