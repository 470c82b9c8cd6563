// One person: who may be dialled when, what was tried, what was promised, what follows. The rules are in src/compliance and src/domain;
// this class asks them and keeps what they answer, in one transaction with what the answer allows.

import { DurableObject } from 'cloudflare:workers'
import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { type Clearance, type ClearanceInput, clear } from '../src/compliance/clearance.ts'
import { subjectOf } from '../src/compliance/clearance-input.ts'
import { canonicalJson, chainReceipt, type Receipt } from '../src/compliance/receipts.ts'
import type { Job } from '../src/contract/jobs.ts'
import type { Purpose } from '../src/domain/call.ts'
import type { Contact, ContactOutcome } from '../src/domain/contact.ts'
import type { Account, Consents, Customer, Flags } from '../src/domain/customer.ts'
import { type FollowUp, isWaiting, mayMove } from '../src/domain/follow-up.ts'
import { idFromUuid } from '../src/domain/id.ts'
import type { Promised } from '../src/domain/promise.ts'
import { err, ok, type Result } from '../src/domain/result.ts'
import { hour, instantOf, later, minute } from '../src/domain/time.ts'
import { errorText, log } from '../src/telemetry/log.ts'
import { FollowUps } from './follow-ups.ts'
import { Outbox, type OutboxKind } from './outbox.ts'
import { type PromiseHeard, Promises } from './promises.ts'
import { remote } from './remote.ts'
import { Timers } from './timers.ts'

/** A start either opens its call within seconds or died; so long after it the call is asked for. */
const reservationCheckMs = 3 * minute
const reservationRecheckMs = 10 * minute
/** How often a follow-up that reached nobody is tried, and how long it waits before the next try (times the tries made). */
const mostAttempts = 3
const retryAfterMs = hour
/** A person on the line when a follow-up is due: it is tried again so much later. */
const busyPersonMs = 5 * minute

export type ReserveInput = {
  call_id: string
  customer: Customer
  account: Account | null
  /** Every account of this person that is a debt. */
  debts: Account[]
  purpose: Purpose
  request: ClearanceInput['request']
  follow_up_id: string | null
  phone_hash: string
  now: string
}

/** What this person's past says, for the prompt. */
export type LedgerBackground = {
  total_calls: number
  last_contact: { at: string; outcome: string; summary: string | null } | null
  active_promise: { amount_cents: number | null; date: string | null } | null
  earlier: string | null
}

export type Reserved =
  | { kind: 'allowed'; receipt: Receipt; background: LedgerBackground }
  | { kind: 'forbidden'; receipt: Receipt }
  | { kind: 'live'; call_id: string }
  /** The follow-up that this dial is for was cancelled, or somebody else has taken it up. */
  | { kind: 'overtaken' }

export type LedgerSettlement = {
  call_id: string
  account_id: string | null
  direction: 'outbound' | 'inbound'
  /** Null for a call that reached nobody because it was never dialled. */
  outcome: ContactOutcome | null
  at: string
  number: string | null
  is_debt: boolean
  contact_purpose: string
  summary: string | null
  promise: PromiseHeard | null
  follow_up: { purpose: Purpose; due_at: string; reason: string } | null
  stop_contact: boolean
  /** The words of the call are not read yet: the contact counts, but the person stays reserved until they are. */
  unread: boolean
  now: string
}

export type LedgerChanges = { through: number; follow_ups: FollowUp[]; promises: Promised[]; receipts: (Receipt & { n: number })[] }

type Obeyed = { consents: Consents; flags: Flags; obey_version: number }
type ContactRow = { row: string; summary: string | null }

export class CustomerLedger extends DurableObject<Env> {
  readonly #timers = new Timers(this.ctx.storage)
  readonly #outbox = new Outbox(this.ctx.storage, this.#timers)
  readonly #followUps = new FollowUps(this.ctx.storage, this.#timers, () => this.#change())
  readonly #promises = new Promises(this.ctx.storage, () => this.#change())
  readonly #sql = this.ctx.storage.sql
  #ready = false

  /**
   * May this person be dialled now? The answer, its receipt, and the reservation if it is yes, are one transaction: whoever asks next
   * meets them. A live or doubtful call is answered before any rule is asked.
   */
  reserve(input: ReserveInput): Reserved {
    this.#open(input.customer.id)
    return this.ctx.storage.transactionSync(() => {
      const live = this.#live()
      if (live && live !== input.call_id) {
        if (input.follow_up_id) this.#followUps.postpone(input.follow_up_id, later(input.now, busyPersonMs), 'a call to this person is live')
        return { kind: 'live', call_id: live }
      }
      const followUp = input.follow_up_id ? this.#followUps.byId(input.follow_up_id) : null
      if (input.follow_up_id && !(followUp && isWaiting(followUp.status))) return { kind: 'overtaken' }
      const { receipt, clearance } = this.#judge(input)
      this.#sql.exec('INSERT INTO receipts (row, changed) VALUES (?, ?)', JSON.stringify(receipt), this.#change())
      this.#outbox.add(['project_ledger'], Date.parse(input.now))
      if (followUp) this.#followUps.take(followUp, clearance, input.now)
      if (clearance.decision !== 'allow') return { kind: 'forbidden', receipt }
      const background = this.#background(followUp?.id ?? null)
      this.#occupy(input.call_id, input.follow_up_id, input.phone_hash, input.now)
      return { kind: 'allowed', receipt, background }
    })
  }

  /** The same question without a trace: nothing is stored. */
  preview(input: ReserveInput): { receipt: Receipt; background: LedgerBackground } {
    if (!this.#exists()) return { receipt: this.#judge(input).receipt, background: nothingYet }
    return { receipt: this.#judge(input).receipt, background: this.#background(null) }
  }

  background(): LedgerBackground {
    return this.#exists() ? this.#background(null) : nothingYet
  }

  /** A web or inbound call: nobody is dialled, so no rule is asked, but the person is on the line. */
  occupy(input: { customer_id: string; call_id: string; phone_hash: string; now: string }): { live: string | null; background: LedgerBackground } {
    this.#open(input.customer_id)
    return this.ctx.storage.transactionSync(() => {
      const live = this.#live()
      const background = this.#background(null)
      if (!live) this.#occupy(input.call_id, null, input.phone_hash, input.now)
      return { live: live === input.call_id ? null : live, background }
    })
  }

  /**
   * What came of a call: the contact is counted once, the line is free, the promise and the follow-up stand. A later, better reading of the
   * same call changes the same rows.
   */
  settle(input: LedgerSettlement): void {
    if (!this.#exists()) return
    this.ctx.storage.transactionSync(() => {
      const contact: Contact = {
        at: input.at,
        direction: input.direction,
        outcome: input.outcome ?? 'failed',
        channel: 'voice_ai',
        purpose: input.contact_purpose,
        ...(input.is_debt && input.account_id ? { debt_id: input.account_id } : {}),
        ...(input.number ? { number: input.number } : {}),
      }
      if (input.outcome) {
        this.#sql.exec(
          'INSERT INTO contacts (call_id, row, summary) VALUES (?, ?, ?) ON CONFLICT (call_id) DO UPDATE SET row = excluded.row, summary = coalesce(excluded.summary, summary)',
          input.call_id,
          JSON.stringify(contact),
          input.summary,
        )
      }
      if (!input.unread) this.#free(input)
      if (input.stop_contact) this.#stopVoice()
      const about = { customer_id: this.#customer_id(), account_id: input.account_id, call_id: input.call_id }
      const promise = input.promise ? this.#promises.keep(input.promise, about, input.now) : null
      if (input.follow_up)
        this.#followUps.fromCall({
          ...input.follow_up,
          call_id: input.call_id,
          account_id: input.account_id,
          customer_id: this.#customer_id(),
          promise_id: promise?.id ?? null,
          context: input.summary,
          now: input.now,
        })
      this.#outbox.add(['project_ledger'], Date.parse(input.now))
    })
  }

  #free(input: LedgerSettlement): void {
    const [reservation] = this.#sql
      .exec<{ follow_up_id: string | null }>(
        'UPDATE reservations SET settled_at = ? WHERE call_id = ? AND settled_at IS NULL RETURNING follow_up_id',
        input.now,
        input.call_id,
      )
      .toArray()
    if (reservation?.follow_up_id) this.#followUps.reached(reservation.follow_up_id, input.outcome === 'conversation', input.now, mostAttempts, retryAfterMs)
  }

  /** A start that died between its reservation and its call. */
  abandon(call_id: string, now: string): void {
    this.#sql.exec('UPDATE reservations SET settled_at = ? WHERE call_id = ? AND settled_at IS NULL', now, call_id)
    this.#outbox.add(['project_ledger'], Date.parse(now))
  }

  unsettled(): { call_id: string; phone_hash: string }[] {
    if (!this.#exists()) return []
    return this.#sql.exec<{ call_id: string; phone_hash: string }>('SELECT call_id, phone_hash FROM reservations WHERE settled_at IS NULL').toArray()
  }

  /** Consents and flags that the next dial must obey, in force when this returns. Of two versions the higher one holds. */
  obey(given: Obeyed & { customer_id: string }): void {
    this.#open(given.customer_id)
    const { consents, flags, obey_version } = given
    if (obey_version >= (this.#obeyed()?.obey_version ?? -1)) this.ctx.storage.kv.put<Obeyed>('obeyed', { consents, flags, obey_version })
  }

  schedule(input: { customer_id: string; account_id: string | null; call_id: string | null; purpose: Purpose; due_at: string; now: string }): FollowUp {
    this.#open(input.customer_id)
    return this.ctx.storage.transactionSync(() => {
      const followUp = this.#followUps.add({ ...input, promise_id: null, reason: 'asked for by a person', context: null, origin: idFromUuid('fup', uuidv7()) })
      this.#outbox.add(['project_ledger'], Date.parse(input.now))
      return followUp
    })
  }

  cancelFollowUp(id: string, reason: string, now: string): Result<FollowUp, { kind: 'unknown' } | { kind: 'cannot'; status: FollowUp['status'] }> {
    const followUp = this.#exists() ? this.#followUps.byId(id) : null
    if (!followUp) return err({ kind: 'unknown' })
    if (followUp.status === 'cancelled') return ok(followUp)
    if (!mayMove(followUp.status, 'cancelled')) return err({ kind: 'cannot', status: followUp.status })
    return this.ctx.storage.transactionSync(() => {
      const cancelled = this.#followUps.move(followUp, { status: 'cancelled', reason })
      this.#outbox.add(['project_ledger'], Date.parse(now))
      return ok(cancelled)
    })
  }

  due(now: string): FollowUp[] {
    return this.#exists() ? this.#followUps.due(now) : []
  }

  receipts(): Receipt[] {
    if (!this.#exists()) return []
    return this.#sql
      .exec<{ row: string }>('SELECT row FROM receipts ORDER BY n')
      .toArray()
      .map(({ row }) => JSON.parse(row) as Receipt)
  }

  /** What D1 has not been given yet. */
  changes(): LedgerChanges {
    if (!this.#exists()) return { through: 0, follow_ups: [], promises: [], receipts: [] }
    const since = this.ctx.storage.kv.get<number>('projected') ?? 0
    const receipts = this.#sql.exec<{ n: number; row: string }>('SELECT n, row FROM receipts WHERE changed > ? ORDER BY n', since).toArray()
    return {
      through: this.ctx.storage.kv.get<number>('changed') ?? 0,
      follow_ups: this.#followUps.changedSince(since),
      promises: this.#promises.changedSince(since),
      receipts: receipts.map(({ n, row }) => ({ ...(JSON.parse(row) as Receipt), n })),
    }
  }

  confirm(kind: OutboxKind, version: number, through: number | null = null): void {
    if (!this.#exists()) return
    this.#outbox.confirm(kind, version)
    if (through !== null) this.ctx.storage.kv.put('projected', Math.max(through, this.ctx.storage.kv.get<number>('projected') ?? 0))
  }

  override async alarm(): Promise<void> {
    if (!this.#exists()) return
    const customer_id = this.#customer_id()
    await this.#timers.fire(
      Date.now(),
      {
        outbox: () => this.#outbox.drain(this.env, Date.now(), (kind, version) => ({ kind, customer_id, version }) as Job),
        follow_ups: () => this.#placeDue(),
        reservations: () => this.#checkReservations(),
      },
      (name, error) => log({ kind: 'timer_failed', object: 'customer_ledger', customer_id, timer: name, error: errorText(error) }),
    )
  }

  #placeDue(): void {
    const now = Date.now()
    if (this.#followUps.due(instantOf(now)).length > 0) this.#outbox.add(['place_calls'], now)
    this.#followUps.armAfter(now)
  }

  #checkReservations(): void {
    if (this.unsettled().length === 0) return
    this.#outbox.add(['reconcile_reservations'], Date.now())
    this.#timers.set('reservations', Date.now() + reservationRecheckMs)
  }

  #judge(input: ReserveInput): { receipt: Receipt; clearance: Clearance } {
    const pushed = this.#exists() ? this.#obeyed() : null
    // The row of D1 may have been read before the push that is in force.
    const { consents, flags } = pushed && pushed.obey_version >= input.customer.obey_version ? pushed : input.customer
    const customer = { ...input.customer, consents, flags: this.#withOwnFlags(flags) }
    const question: ClearanceInput = {
      now: input.now,
      customer: subjectOf(customer, input.debts, false),
      history: this.#exists() ? this.#contacts() : [],
      request: input.request,
    }
    const clearance = clear(question)
    const [previous] = this.#exists() ? this.#sql.exec<{ row: string }>('SELECT row FROM receipts ORDER BY n DESC LIMIT 1').toArray() : []
    const receipt = chainReceipt(
      {
        id: idFromUuid('rcp', uuidv7()),
        customer_id: input.customer.id,
        call_id: input.call_id,
        at: input.now,
        clearance,
        inputs_hash: sha256(canonicalJson(question)),
      },
      previous ? (JSON.parse(previous.row) as Receipt) : null,
      sha256,
    )
    return { receipt, clearance }
  }

  #occupy(call_id: string, follow_up_id: string | null, phone_hash: string, now: string): void {
    this.#sql.exec('INSERT OR IGNORE INTO reservations VALUES (?, ?, ?, ?, NULL)', call_id, follow_up_id, phone_hash, now)
    this.#timers.set('reservations', Date.parse(now) + reservationCheckMs)
  }

  #live(): string | null {
    return this.#sql.exec<{ call_id: string }>('SELECT call_id FROM reservations WHERE settled_at IS NULL LIMIT 1').toArray()[0]?.call_id ?? null
  }

  #background(follow_up_id: string | null): LedgerBackground {
    const total = this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM contacts').one().n
    const [last] = this.#sql.exec<ContactRow>('SELECT row, summary FROM contacts ORDER BY n DESC LIMIT 1').toArray()
    const contact = last ? (JSON.parse(last.row) as Contact) : null
    const promise = this.#promises.active()
    return {
      total_calls: total,
      last_contact: contact && { at: contact.at, outcome: contact.outcome, summary: last?.summary ?? null },
      active_promise: promise && { amount_cents: promise.promised_amount_cents, date: promise.promised_date },
      earlier: follow_up_id ? this.#followUps.contextOf(follow_up_id) : null,
    }
  }

  #contacts(): Contact[] {
    return this.#sql
      .exec<{ row: string }>('SELECT row FROM contacts ORDER BY n')
      .toArray()
      .map(({ row }) => JSON.parse(row) as Contact)
  }

  /** Heard in a call: "stop calling" is in force before any later dial, whoever writes the customer's flags when. */
  #stopVoice(): void {
    this.ctx.storage.kv.put('stop_voice', true)
  }

  #withOwnFlags(flags: Flags): Flags {
    if (!this.#exists() || !this.ctx.storage.kv.get<boolean>('stop_voice')) return flags
    return { ...flags, no_medium: [...new Set([...(flags.no_medium ?? []), 'voice' as const])] }
  }

  #obeyed(): Obeyed | undefined {
    return this.ctx.storage.kv.get<Obeyed>('obeyed')
  }

  /** The number of this change: what carries a higher one than D1 was given is projected. */
  #change(): number {
    const next = (this.ctx.storage.kv.get<number>('changed') ?? 0) + 1
    this.ctx.storage.kv.put('changed', next)
    return next
  }

  #customer_id(): string {
    const customer_id = this.ctx.storage.kv.get<string>('customer_id')
    if (!customer_id) throw new Error('a ledger that was never opened')
    return customer_id
  }

  #exists(): boolean {
    this.#ready ||= this.ctx.storage.kv.get<string>('customer_id') !== undefined
    return this.#ready
  }

  #open(customer_id: string): void {
    if (this.#exists()) return
    this.ctx.storage.transactionSync(() => {
      this.ctx.storage.kv.put('customer_id', customer_id)
      for (const part of [this.#timers, this.#outbox, this.#followUps, this.#promises]) part.create()
      this.#sql.exec(
        'CREATE TABLE reservations (call_id TEXT PRIMARY KEY, follow_up_id TEXT, phone_hash TEXT NOT NULL, reserved_at TEXT NOT NULL, settled_at TEXT) WITHOUT ROWID',
      )
      this.#sql.exec('CREATE TABLE contacts (n INTEGER PRIMARY KEY, call_id TEXT UNIQUE, row TEXT NOT NULL, summary TEXT)')
      this.#sql.exec('CREATE TABLE receipts (n INTEGER PRIMARY KEY, row TEXT NOT NULL, changed INTEGER NOT NULL)')
    })
  }
}

const nothingYet: LedgerBackground = { total_calls: 0, last_contact: null, active_promise: null, earlier: null }

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function customerLedger(env: Env, customer_id: string): ReturnType<typeof remote<CustomerLedger>> {
  return remote<CustomerLedger>(env.CUSTOMER_LEDGERS, customer_id)
}
