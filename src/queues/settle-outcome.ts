// A call is over, or was read: the person's ledger learns what came of it, and the line is free again.
import type { Settlement } from '../../durable-objects/call-record.ts'
import { callSession } from '../../durable-objects/call-session.ts'
import { customerLedger, type LedgerSettlement } from '../../durable-objects/customer-ledger.ts'
import { phoneLine } from '../../durable-objects/phone-line.ts'
import type { Job } from '../contract/jobs.ts'
import { usualInstant } from '../domain/follow-up.ts'
import { toCents } from '../domain/money.ts'
import type { Analysis } from '../domain/outcome.ts'
import { hour, later, minute } from '../domain/time.ts'
import type { Pack } from '../packs/pack.ts'
import { packById } from '../packs/registry.ts'

export async function settleCall({ call_id, version }: Extract<Job, { kind: 'settle_call' }>, env: Env, now: string): Promise<void> {
  const session = callSession(env, call_id)
  const settlement = await session.settlement()
  const unread = settlement !== null && isUnread(settlement, now)
  if (settlement?.call.customer_id) await customerLedger(env, settlement.call.customer_id).settle({ ...ledgerSettlement(settlement, now), unread })
  if (settlement?.phone_hash && !unread) await phoneLine(env, settlement.phone_hash).release(call_id)
  await session.confirm('settle_call', version)
}

/** An analysis that takes longer must not keep a person from being called for ever. */
const longestReadingMs = 15 * minute

/** Somebody spoke and nobody has read it yet: "stop calling" may be among the words, so the next dial waits until it was read. */
function isUnread({ call, outcome }: Settlement, now: string): boolean {
  const ended_at = call.ended_at ?? call.created_at
  return outcome === 'conversation' && call.analysis_status === 'pending' && Date.parse(now) - Date.parse(ended_at) < longestReadingMs
}

function ledgerSettlement({ call, outcome, reading, number, zone }: Settlement, now: string): Omit<LedgerSettlement, 'unread'> {
  const pack = packById(call.pack)
  const analysis = reading?.analysis ?? null
  const clearance = pack?.clearancePurpose(call.purpose)
  return {
    call_id: call.id,
    account_id: call.account_id,
    direction: call.direction,
    outcome,
    at: call.dialed_at ?? call.created_at,
    number,
    is_debt: pack?.isDebt ?? false,
    contact_purpose: clearance?.purpose ?? 'collection',
    summary: analysis?.summary ?? null,
    promise: analysis?.promise.promise_made ? promiseOf(analysis) : null,
    follow_up: analysis && pack ? followUpOf(analysis, pack, zone, call.answered_at ?? call.created_at) : null,
    stop_contact: analysis !== null && pack?.effectOf(analysis.next_action.action).kind === 'stop_contact',
    now,
  }
}

function promiseOf({ promise }: Analysis): LedgerSettlement['promise'] {
  return {
    promised_amount_cents: promise.promised_amount === null ? null : toCents(promise.promised_amount),
    promised_date: promise.promised_date,
    payment_method: promise.payment_method,
    evidence: promise.evidence,
  }
}

/**
 * What the pack makes of the action: a call of our own is a follow-up; the rest is a person's or another desk's work.
 * @param from where delays begin: a fact of the call and not the time of this job, so that the same reading gives the same follow-up
 */
function followUpOf({ next_action, promise }: Analysis, pack: Pack, zone: string, from: string): LedgerSettlement['follow_up'] {
  const effect = pack.effectOf(next_action.action)
  const reason = next_action.override_reason ? `${next_action.action}: ${next_action.override_reason}` : next_action.action
  switch (effect.kind) {
    case 'call': {
      const promised = promise.promised_date ? usualInstant(promise.promised_date, zone) : null
      return { purpose: effect.purpose, due_at: next_action.scheduled_for ?? promised ?? later(from, effect.delay_hours * hour), reason }
    }
    case 'dispatch':
      return { purpose: effect.check_back.purpose, due_at: later(from, effect.check_back.minutes * minute), reason: `${reason}: has help arrived?` }
    default:
      return null
  }
}
