// The one way a call is placed: the line, the ledger's yes, the session, and only then the dial.
import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { callSession, type OpenCall } from '../../durable-objects/call-session.ts'
import { customerLedger } from '../../durable-objects/customer-ledger.ts'
import { phoneLine } from '../../durable-objects/phone-line.ts'
import type { Receipt } from '../compliance/receipts.ts'
import { type Config, configOf } from '../config.ts'
import { type AssembledPrompt, assemblePrompt, dynamicVariables } from '../conversation/prompt.ts'
import { type Call, isFinished, type Purpose } from '../domain/call.ts'
import { idFromUuid } from '../domain/id.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { hour, later, minute } from '../domain/time.ts'
import type { CallBackground } from '../packs/pack.ts'
import { rememberConversation } from '../store/calls.ts'
import { agentOf } from '../voice/agent-ids.ts'
import { mintCallToken } from '../voice/call-token.ts'
import { type Dialled, dial, webSession } from '../voice/elevenlabs.ts'
import { backgroundOf, type NoSubject, phoneHash, reserveInput, type Subject, subjectOf } from './subject.ts'

/** Longer than any call with its late entries; a finished call ends its token earlier. */
const callTokenLifeMs = 24 * hour

export type StartInput = { customer_id: string; account_id: string | null; purpose: Purpose | null; follow_up_id: string | null; now: string }

export type Started = { call_id: string; conversation_id: string | null; status: Call['status']; receipt: Receipt | null }

export type WebStarted = Started & {
  signed_url: string
  conversation_token: string | null
  call_token: string
  dynamic_variables: Record<string, string | number | boolean>
}

export type NotStarted =
  | NoSubject
  | { kind: 'no_agent'; pack: string }
  | { kind: 'live'; call_id: string }
  | { kind: 'overtaken' }
  | { kind: 'forbidden'; receipt: Receipt }
  | { kind: 'provider_refused'; call_id: string; rate_limited: boolean; retry_after_seconds: number | null }

export async function startCall(env: Env, input: StartInput): Promise<Result<Started, NotStarted>> {
  const found = await subjectOf(env, input)
  if (!found.ok) return found
  const subject = found.value
  const config = configOf(env)
  const agent_id = agentOf(config, subject.pack.pack_id)
  if (!agent_id) return err({ kind: 'no_agent', pack: subject.pack.pack_id })
  const call_id = idFromUuid('call', uuidv7())
  const phone_hash = phoneHash(env, subject.customer.phone)
  const line = phoneLine(env, phone_hash)
  const holder = await takeLine(env, phone_hash, call_id, input.now)
  if (holder) return err({ kind: 'live', call_id: holder })
  const reserved = await customerLedger(env, subject.customer.id).reserve(
    reserveInput(subject, { call_id, follow_up_id: input.follow_up_id, phone_hash, now: input.now }),
  )
  if (reserved.kind !== 'allowed') {
    await line.release(call_id)
    return err(reserved)
  }
  const background = backgroundOf(subject, reserved.background, config, 'outbound', input.now)
  const prompt = assemblePrompt(subject.pack, background, reserved.receipt.must_say, { call_id, hash: sha256 })
  const session = callSession(env, call_id)
  // Stored as dialling before the request leaves: a Worker that dies now leaves a dial in doubt, never a forgotten ring.
  const dialling: Call = {
    ...freshCall(subject, { call_id, follow_up_id: input.follow_up_id, agent_id, channel: 'phone', now: input.now }),
    status: 'dialing',
    dialed_at: input.now,
  }
  await session.open(opening(subject, dialling, prompt, background, phone_hash, config))
  const dialled = await place(config, subject, call_id, agent_id, prompt, input.now)
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
      return ok({ call_id, conversation_id, status: call?.status ?? 'dialing', receipt: reserved.receipt })
    }
    case 'unconfirmed': {
      const call = await session.record({ kind: 'answer_lost', at, reason: dialled.reason })
      return ok({ call_id, conversation_id: call?.conversation_id ?? null, status: call?.status ?? 'dial_unconfirmed', receipt: reserved.receipt })
    }
    case 'refused': {
      await session.record({ kind: 'dial_refused', at, reason: dialled.reason })
      return err({ kind: 'provider_refused', call_id, rate_limited: dialled.reason === 'rate_limited', retry_after_seconds: dialled.retry_after_seconds })
    }
  }
}

/** A call in the browser: it dials nobody, so no rule is asked; it holds the person and the line like any other. */
export async function startWebCall(env: Env, input: StartInput): Promise<Result<WebStarted, NotStarted>> {
  const found = await subjectOf(env, input)
  if (!found.ok) return found
  const subject = found.value
  const config = configOf(env)
  const agent_id = agentOf(config, subject.pack.pack_id)
  if (!agent_id) return err({ kind: 'no_agent', pack: subject.pack.pack_id })
  const call_id = idFromUuid('call', uuidv7())
  const phone_hash = phoneHash(env, subject.customer.phone)
  const line = phoneLine(env, phone_hash)
  const holder = await takeLine(env, phone_hash, call_id, input.now)
  if (holder) return err({ kind: 'live', call_id: holder })
  const occupied = await customerLedger(env, subject.customer.id).occupy({ customer_id: subject.customer.id, call_id, phone_hash, now: input.now })
  if (occupied.live) {
    await line.release(call_id)
    return err({ kind: 'live', call_id: occupied.live })
  }
  const background = backgroundOf(subject, occupied.background, config, 'inbound', input.now)
  const prompt = assemblePrompt(subject.pack, background, [], { call_id, hash: sha256 })
  const session = callSession(env, call_id)
  await session.open(
    opening(subject, freshCall(subject, { call_id, follow_up_id: null, agent_id, channel: 'web', now: input.now }), prompt, background, phone_hash, config),
  )
  const [web, call_token] = await Promise.all([webSession(config, agent_id), tokenFor(config, call_id, input.now)])
  const at = new Date().toISOString()
  if (web.kind !== 'ready') {
    await session.record({ kind: 'cancelled', at, reason: 'no_web_session' })
    return err({ kind: 'provider_refused', call_id, rate_limited: web.kind === 'refused' && web.status === 429, retry_after_seconds: null })
  }
  if (web.conversation_id) {
    await Promise.all([
      session.record({ kind: 'conversation_found', at, conversation_id: web.conversation_id }),
      rememberConversation(env, web.conversation_id, call_id, at),
    ])
  }
  return ok({
    call_id,
    conversation_id: web.conversation_id,
    status: 'reserved',
    receipt: null,
    signed_url: web.signed_url,
    conversation_token: web.conversation_token,
    call_token,
    dynamic_variables: dynamicVariables(subject.pack, background, call_id),
  })
}

/** The rules' answer and the prompt, and nothing else: no receipt is kept, nobody is dialled. */
export async function rehearse(env: Env, input: Omit<StartInput, 'follow_up_id'>): Promise<Result<{ receipt: Receipt; prompt: AssembledPrompt }, NoSubject>> {
  const found = await subjectOf(env, input)
  if (!found.ok) return found
  const subject = found.value
  const call_id = idFromUuid('call', uuidv7())
  const phone_hash = phoneHash(env, subject.customer.phone)
  const { receipt, background } = await customerLedger(env, subject.customer.id).preview(
    reserveInput(subject, { call_id, follow_up_id: null, phone_hash, now: input.now }),
  )
  const prompt = assemblePrompt(subject.pack, backgroundOf(subject, background, configOf(env), 'outbound', input.now), receipt.must_say, {
    call_id,
    hash: sha256,
  })
  return ok({ receipt, prompt })
}

/** A start dies within seconds or opens its call. */
const startedByThenMs = minute

/** @returns the call that holds the number's line, or null when it is ours. A hold whose call was never opened, or is over, holds nothing. */
async function takeLine(env: Env, phone_hash: string, call_id: string, now: string): Promise<string | null> {
  const line = phoneLine(env, phone_hash)
  const hold = await line.take(call_id, Date.parse(now))
  if (!hold || Date.parse(now) - hold.since < startedByThenMs) return hold?.call_id ?? null
  const holder = await callSession(env, hold.call_id).call()
  if (holder && !isFinished(holder.status)) return hold.call_id
  await line.release(hold.call_id)
  return (await line.take(call_id, Date.parse(now)))?.call_id ?? null
}

async function place(config: Config, subject: Subject, call_id: string, agent_id: string, prompt: AssembledPrompt, now: string): Promise<Dialled> {
  return dial(config, {
    agent_id,
    to_number: subject.customer.phone,
    call_id,
    prompt: prompt.system_prompt,
    first_message: prompt.first_message,
    language: subject.customer.language,
    dynamic_variables: prompt.dynamic_variables,
    custom_llm_extra_body: { call_token: await tokenFor(config, call_id, now) },
  })
}

function tokenFor(config: Config, call_id: string, now: string): Promise<string> {
  return mintCallToken(config.CALL_TOKEN_SECRET, call_id, later(now, callTokenLifeMs))
}

function freshCall(subject: Subject, given: { call_id: string; follow_up_id: string | null; agent_id: string; channel: Call['channel']; now: string }): Call {
  const { call_id, now, ...rest } = given
  return {
    ...rest,
    id: call_id,
    customer_id: subject.customer.id,
    account_id: subject.account.id,
    pack: subject.pack.pack_id,
    purpose: subject.purpose,
    direction: given.channel === 'web' ? 'inbound' : 'outbound',
    status: 'reserved',
    end_reason: null,
    answer_class: null,
    conversation_id: null,
    created_at: now,
    dialed_at: null,
    answered_at: null,
    ended_at: null,
    duration_seconds: null,
    analysis_status: 'pending',
    voice_usd: null,
  }
}

function opening(
  subject: Subject,
  call: Call,
  prompt: AssembledPrompt,
  background: CallBackground<Record<string, unknown>>,
  phone_hash: string,
  config: Config,
): OpenCall {
  const { system_prompt, first_message, manifest } = prompt
  return {
    call,
    customer_name: subject.customer.name,
    zone: subject.zone,
    facts: subject.account.facts,
    number: subject.customer.phone,
    phone_hash,
    prompt: { system_prompt, first_message, manifest },
    background,
    watchdog_seconds: config.WATCHDOG_SECONDS,
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
