// A call in the browser: it dials nobody, so no rule is asked; it holds the person and the line like any other.
import { callSession } from '../../durable-objects/call-session.ts'
import { customerLedger } from '../../durable-objects/customer-ledger.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { rememberConversation } from '../store/calls.ts'
import { webSession } from '../voice/elevenlabs.ts'
import { opening, prepare, releaseLine, type StartInput, tokenFor } from './preparation.ts'
import type { NotStarted, Started } from './start-call.ts'

export type WebStarted = Started & {
  signed_url: string
  conversation_token: string | null
  call_token: string
  dynamic_variables: Record<string, string | number | boolean>
}

export async function startWebCall(env: Env, input: StartInput): Promise<Result<WebStarted, NotStarted>> {
  const prepared = await prepare(env, input)
  if (!prepared.ok) return prepared
  const { subject, config, agent_id, call_id, phone_hash } = prepared.value
  const occupied = await customerLedger(env, subject.customer.id).occupy({ customer_id: subject.customer.id, call_id, phone_hash, now: input.now })
  if (occupied.live) {
    await releaseLine(env, prepared.value)
    return err({ kind: 'live', call_id: occupied.live })
  }
  const session = callSession(env, call_id)
  const { prompt, open } = opening(prepared.value, occupied.background, [], {
    direction: 'inbound',
    channel: 'web',
    follow_up_id: null,
    status: 'reserved',
    dialed_at: null,
  })
  await session.open(open)
  const [web, call_token] = await Promise.all([webSession(config, agent_id), tokenFor(prepared.value)])
  const at = new Date().toISOString()
  if (web.kind !== 'ready') {
    await session.record({ kind: 'cancelled', at, reason: 'no_web_session' })
    return err({ kind: 'provider_refused', call_id, rate_limited: web.kind === 'refused' && web.status === 429, retry_after_seconds: null })
  }
  const { signed_url, conversation_token, conversation_id } = web
  if (conversation_id) {
    await Promise.all([session.record({ kind: 'conversation_found', at, conversation_id }), rememberConversation(env, conversation_id, call_id, at)])
  }
  const { dynamic_variables } = prompt
  return ok({ call_id, conversation_id, status: 'reserved', receipt: null, signed_url, conversation_token, call_token, dynamic_variables })
}
