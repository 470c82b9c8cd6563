// The one way a call is placed: the line, the ledger's yes, the session, and only then the dial.
import { callSession } from '../../durable-objects/call-session.ts'
import { customerLedger } from '../../durable-objects/customer-ledger.ts'
import type { Receipt } from '../compliance/receipts.ts'
import { configOf } from '../config.ts'
import type { AssembledPrompt } from '../conversation/prompt.ts'
import type { Call } from '../domain/call.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { rememberConversation } from '../store/calls.ts'
import { type Dialled, dial } from '../voice/elevenlabs.ts'
import { type NotPrepared, newCallId, opening, type Prepared, prepare, promptFor, releaseLine, type StartInput, tokenFor } from './preparation.ts'
import { backgroundOf, type NoSubject, phoneHash, reserveInput, subjectOf } from './subject.ts'

export type Started = { call_id: string; conversation_id: string | null; status: Call['status']; receipt: Receipt | null }

export type NotStarted =
  | NotPrepared
  | { kind: 'overtaken' }
  | { kind: 'forbidden'; receipt: Receipt }
  | { kind: 'provider_refused'; call_id: string; rate_limited: boolean; retry_after_seconds: number | null }

export async function startCall(env: Env, input: StartInput): Promise<Result<Started, NotStarted>> {
  const prepared = await prepare(env, input)
  if (!prepared.ok) return prepared
  const { subject, agent_id, call_id, phone_hash } = prepared.value
  const asked = reserveInput(subject, { call_id, follow_up_id: input.follow_up_id, phone_hash, now: input.now })
  const reserved = await customerLedger(env, subject.customer.id).reserve(asked)
  if (reserved.kind !== 'allowed') {
    await releaseLine(env, prepared.value)
    return err(reserved)
  }
  const { receipt, background } = reserved
  const session = callSession(env, call_id)
  const { prompt, open } = opening(prepared.value, background, receipt.must_say, {
    direction: 'outbound',
    channel: 'phone',
    follow_up_id: input.follow_up_id,
    // Stored as dialling before the request leaves: a Worker that dies now leaves a dial in doubt, never a forgotten ring.
    status: 'dialing',
    dialed_at: input.now,
  })
  await session.open(open)
  const dialled = await place(prepared.value, prompt)
  const at = new Date().toISOString()
  switch (dialled.kind) {
    case 'accepted': {
      const { conversation_id } = dialled
      const [call, taken_for] = await Promise.all([
        session.record({ kind: 'dial_accepted', at, conversation_id, agent_id }),
        rememberConversation(env, conversation_id, call_id, at),
      ])
      // Something was delivered under it before we knew: that comes to this call.
      if (taken_for) await session.adoptConversation()
      return ok({ call_id, conversation_id, status: call?.status ?? 'dialing', receipt })
    }
    case 'unconfirmed': {
      const call = await session.record({ kind: 'answer_lost', at, reason: dialled.reason })
      return ok({ call_id, conversation_id: call?.conversation_id ?? null, status: call?.status ?? 'dial_unconfirmed', receipt })
    }
    case 'refused': {
      await session.record({ kind: 'dial_refused', at, reason: dialled.reason })
      return err({ kind: 'provider_refused', call_id, rate_limited: dialled.reason === 'rate_limited', retry_after_seconds: dialled.retry_after_seconds })
    }
  }
}

/** The rules' answer and the prompt, and nothing else: no receipt is kept, nobody is dialled. */
export async function rehearse(env: Env, input: Omit<StartInput, 'follow_up_id'>): Promise<Result<{ receipt: Receipt; prompt: AssembledPrompt }, NoSubject>> {
  const found = await subjectOf(env, input)
  if (!found.ok) return found
  const subject = found.value
  const call_id = newCallId()
  const asked = reserveInput(subject, { call_id, follow_up_id: null, phone_hash: phoneHash(env, subject.customer.phone), now: input.now })
  const { receipt, background } = await customerLedger(env, subject.customer.id).preview(asked)
  return ok({ receipt, prompt: promptFor(subject, backgroundOf(subject, background, configOf(env), 'outbound', input.now), receipt.must_say, call_id) })
}

async function place(prepared: Prepared, prompt: AssembledPrompt): Promise<Dialled> {
  const { subject, config, agent_id, call_id } = prepared
  return dial(config, {
    agent_id,
    to_number: subject.customer.phone,
    call_id,
    prompt: prompt.system_prompt,
    first_message: prompt.first_message,
    language: subject.customer.language,
    dynamic_variables: prompt.dynamic_variables,
    custom_llm_extra_body: { call_token: await tokenFor(prepared) },
  })
}
