// What stands before every call of ours, whatever carries it: its subject, an agent to speak, an id, and the line of the number.
import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { OpenCall } from '../../durable-objects/call-record.ts'
import { callSession } from '../../durable-objects/call-session.ts'
import type { LedgerBackground } from '../../durable-objects/customer-ledger.ts'
import { phoneLine } from '../../durable-objects/phone-line.ts'
import { type Config, configOf } from '../config.ts'
import { type AssembledPrompt, assemblePrompt } from '../conversation/prompt.ts'
import { type Call, isFinished, newCall, type Purpose } from '../domain/call.ts'
import { idFromUuid } from '../domain/id.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { hour, later, minute } from '../domain/time.ts'
import { agentOf } from '../voice/agent-ids.ts'
import { mintCallToken } from '../voice/call-token.ts'
import { backgroundOf, type NoSubject, phoneHash, type Subject, subjectOf } from './subject.ts'

/** Longer than any call with its late entries; a finished call ends its token earlier. */
const callTokenLifeMs = 24 * hour
/** A start dies within seconds or opens its call. */
const startedByThenMs = minute

export type StartInput = { customer_id: string; account_id: string | null; purpose: Purpose | null; follow_up_id: string | null; now: string }

export type Prepared = { subject: Subject; config: Config; agent_id: string; call_id: string; phone_hash: string; now: string }

export type NotPrepared = NoSubject | { kind: 'no_agent'; pack: string } | { kind: 'live'; call_id: string }

/** The line is ours afterwards: whoever then does not open the call must release it. */
export async function prepare(env: Env, input: StartInput): Promise<Result<Prepared, NotPrepared>> {
  const found = await subjectOf(env, input)
  if (!found.ok) return found
  const subject = found.value
  const config = configOf(env)
  const agent_id = agentOf(config, subject.pack.pack_id)
  if (!agent_id) return err({ kind: 'no_agent', pack: subject.pack.pack_id })
  const call_id = newCallId()
  const phone_hash = phoneHash(env, subject.customer.phone)
  const holder = await takeLine(env, phone_hash, call_id, input.now)
  return holder ? err({ kind: 'live', call_id: holder }) : ok({ subject, config, agent_id, call_id, phone_hash, now: input.now })
}

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

export async function releaseLine(env: Env, { phone_hash, call_id }: Prepared): Promise<void> {
  await phoneLine(env, phone_hash).release(call_id)
}

/** The prompt of a call, and what the call's session is opened with. */
export function opening(
  prepared: Prepared,
  history: LedgerBackground,
  must_say: readonly string[],
  call: Pick<Call, 'direction' | 'channel' | 'status' | 'follow_up_id' | 'dialed_at'>,
): { prompt: AssembledPrompt; open: OpenCall } {
  const { subject, config, agent_id, call_id, phone_hash, now } = prepared
  const background = backgroundOf(subject, history, config, call.direction, now)
  const prompt = promptFor(subject, background, must_say, call_id)
  const { system_prompt, first_message, manifest } = prompt
  const open: OpenCall = {
    call: newCall({
      ...call,
      id: call_id,
      customer_id: subject.customer.id,
      account_id: subject.account.id,
      pack: subject.pack.pack_id,
      purpose: subject.purpose,
      agent_id,
      created_at: now,
    }),
    customer_name: subject.customer.name,
    zone: subject.zone,
    facts: subject.account.facts,
    number: subject.customer.phone,
    phone_hash,
    prompt: { system_prompt, first_message, manifest },
    background,
    watchdog_seconds: config.WATCHDOG_SECONDS,
  }
  return { prompt, open }
}

export function promptFor(subject: Subject, background: ReturnType<typeof backgroundOf>, must_say: readonly string[], call_id: string): AssembledPrompt {
  return assemblePrompt(subject.pack, background, must_say, { call_id, hash: (text) => createHash('sha256').update(text).digest('hex') })
}

export function tokenFor({ config, call_id, now }: Prepared): Promise<string> {
  return mintCallToken(config.CALL_TOKEN_SECRET, call_id, later(now, callTokenLifeMs))
}

export function newCallId(): string {
  return idFromUuid('call', uuidv7())
}
