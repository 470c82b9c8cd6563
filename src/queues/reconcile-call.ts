// Nobody reported how a call ended: the provider is asked. What is still open afterwards is asked again by the call's own watchdog.
import { callSession } from '../../durable-objects/call-session.ts'
import { customerLedger } from '../../durable-objects/customer-ledger.ts'
import { phoneLine } from '../../durable-objects/phone-line.ts'
import { configOf } from '../config.ts'
import type { Job } from '../contract/jobs.ts'
import { type Call, isFinished } from '../domain/call.ts'
import { redactReport } from '../domain/report.ts'
import { rememberConversation } from '../store/calls.ts'
import { log } from '../telemetry/log.ts'
import { agentOf } from '../voice/agent-ids.ts'
import { fetchConversation, findConversationByUser } from '../voice/elevenlabs.ts'
import { digestOf, reportOfRecord } from '../voice/report.ts'

export async function reconcileCall({ call_id, version }: Extract<Job, { kind: 'reconcile_call' }>, env: Env, now: string): Promise<void> {
  const session = callSession(env, call_id)
  const call = await session.call()
  if (call && !isFinished(call.status)) {
    const conversation_id = call.conversation_id ?? (await lookUp(env, call, now))
    if (conversation_id) await ask(env, call_id, conversation_id, now)
  }
  await session.confirm('reconcile_call', version)
}

/** Looks a dial in doubt up by the call id that went out with it. */
async function lookUp(env: Env, call: Call, now: string): Promise<string | null> {
  const agent_id = call.agent_id ?? agentOf(configOf(env), call.pack)
  if (!agent_id || call.status === 'reserved') return null
  const session = callSession(env, call.id)
  const found = await findConversationByUser(configOf(env), { call_id: call.id, agent_id, since: call.dialed_at ?? call.created_at })
  log({ kind: 'dial_looked_up', call_id: call.id, found: found.kind })
  if (found.kind === 'none') await session.lookedInVain(now)
  if (found.kind !== 'found') return null
  // A list may leave the user out: what the conversation itself says decides before it is bound to this call.
  const fetched = await fetchConversation(configOf(env), found.conversation_id)
  if (fetched.kind !== 'found' || (fetched.record.user_id !== null && fetched.record.user_id !== call.id)) return null
  await rememberConversation(env, found.conversation_id, call.id, now)
  await session.record({ kind: 'conversation_found', at: now, conversation_id: found.conversation_id })
  return found.conversation_id
}

async function ask(env: Env, call_id: string, conversation_id: string, now: string): Promise<void> {
  const fetched = await fetchConversation(configOf(env), conversation_id)
  log({ kind: 'conversation_polled', call_id, found: fetched.kind, status: fetched.kind === 'found' ? fetched.record.status : null })
  if (fetched.kind !== 'found') return
  const report = redactReport(reportOfRecord(fetched.record))
  await callSession(env, call_id).ingest(report, { digest: digestOf(report), source: 'poll', received_at: now, body: null, archive_key: null }, null)
}

/** Reservations that nobody settled: a start died before its call was opened, or a settlement was lost on its way. */
export async function reconcileReservations({ customer_id, version }: Extract<Job, { kind: 'reconcile_reservations' }>, env: Env, now: string): Promise<void> {
  const ledger = customerLedger(env, customer_id)
  for (const { call_id, phone_hash } of await ledger.unsettled()) {
    const call = await callSession(env, call_id).resettle()
    if (call) continue
    await ledger.abandon(call_id, now)
    await phoneLine(env, phone_hash).release(call_id)
  }
  await ledger.confirm('reconcile_reservations', version)
}
