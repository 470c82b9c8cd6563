// The follow-ups of one person, due by the ledger's alarm. Owns the table `follow_ups`.
import { uuidv7 } from 'uuidv7'
import type { Clearance } from '../src/compliance/clearance.ts'
import { type FollowUp, isWaiting, mayMove } from '../src/domain/follow-up.ts'
import { idFromUuid } from '../src/domain/id.ts'
import { later, minute } from '../src/domain/time.ts'
import type { Timers } from './timers.ts'

type NewFollowUp = Pick<FollowUp, 'customer_id' | 'account_id' | 'call_id' | 'promise_id' | 'purpose' | 'due_at' | 'reason'> & {
  /** What the call that led here was about, for the next prompt. */
  context: string | null
  /** What asked for it: one open follow-up each. */
  origin: string
  now: string
}

/** A due follow-up that nobody took up is looked at again after so long. */
const secondLookMs = 5 * minute
/** What the rules neither allow nor date is asked again after so long. */
const undatedDeferralMs = 5 * minute

export class FollowUps {
  readonly #sql: SqlStorage
  readonly #timers: Timers
  readonly #change: () => number

  constructor(storage: DurableObjectStorage, timers: Timers, change: () => number) {
    this.#sql = storage.sql
    this.#timers = timers
    this.#change = change
  }

  create(): void {
    this.#sql.exec(
      `CREATE TABLE follow_ups (id TEXT PRIMARY KEY, origin TEXT NOT NULL UNIQUE, status TEXT NOT NULL, due_at TEXT NOT NULL, row TEXT NOT NULL, context TEXT, changed INTEGER NOT NULL) WITHOUT ROWID`,
    )
  }

  byId(id: string): FollowUp | null {
    return this.#rows('SELECT row FROM follow_ups WHERE id = ?', id)[0] ?? null
  }

  contextOf(id: string): string | null {
    return this.#sql.exec<{ context: string | null }>('SELECT context FROM follow_ups WHERE id = ?', id).toArray()[0]?.context ?? null
  }

  /** Waiting ones whose time has come, the oldest first. */
  due(now: string): FollowUp[] {
    return this.#rows("SELECT row FROM follow_ups WHERE status IN ('scheduled', 'deferred') AND due_at <= ? ORDER BY due_at", now)
  }

  changedSince(change: number): FollowUp[] {
    return this.#rows('SELECT row FROM follow_ups WHERE changed > ?', change)
  }

  add({ context, origin, now, ...given }: NewFollowUp): FollowUp {
    const followUp: FollowUp = { ...given, id: idFromUuid('fup', uuidv7()), status: 'scheduled', attempts: 0, created_at: now }
    this.#sql.exec(
      'INSERT INTO follow_ups VALUES (?, ?, ?, ?, ?, ?, ?)',
      followUp.id,
      origin,
      followUp.status,
      followUp.due_at,
      JSON.stringify(followUp),
      context,
      this.#change(),
    )
    this.#arm()
    return followUp
  }

  /** What an analysis asks for: one a call, moved while it still waits when a later reading says otherwise. */
  fromCall(given: Omit<NewFollowUp, 'origin'> & { call_id: string }): void {
    const [known] = this.#rows('SELECT row FROM follow_ups WHERE origin = ?', given.call_id)
    if (!known) {
      this.add({ ...given, origin: given.call_id })
      return
    }
    if (known.status !== 'scheduled') return
    const { purpose, due_at, reason, promise_id } = given
    if (known.purpose !== purpose || known.due_at !== due_at || known.promise_id !== promise_id)
      this.move({ ...known, purpose, promise_id }, { status: 'scheduled', due_at, reason })
  }

  /** A dial for it was judged: on its way, put off to the first allowed moment, or ended by a refusal. */
  take(followUp: FollowUp, clearance: Clearance, now: string): void {
    switch (clearance.decision) {
      case 'allow':
        return void this.move(followUp, { status: 'in_progress', attempts: followUp.attempts + 1 })
      case 'defer':
        return void this.move(followUp, { status: 'deferred', due_at: clearance.not_before ?? later(now, undatedDeferralMs), reason: clearance.explanation })
      case 'refuse':
        return void this.move(followUp, { status: 'cancelled', reason: clearance.explanation })
    }
  }

  postpone(id: string, due_at: string, reason: string): void {
    const followUp = this.byId(id)
    if (followUp && isWaiting(followUp.status)) this.move(followUp, { status: 'deferred', due_at, reason })
  }

  /** The call that it became is over. Nobody reached: it waits longer with every try, and ends after the last. */
  reached(id: string, spoke: boolean, now: string, mostAttempts: number, retryAfterMs: number): void {
    const followUp = this.byId(id)
    if (followUp?.status !== 'in_progress') return
    if (spoke) this.move(followUp, { status: 'completed' })
    else if (followUp.attempts >= mostAttempts) this.move(followUp, { status: 'expired', reason: `nobody was reached in ${followUp.attempts} attempts` })
    else this.move(followUp, { status: 'scheduled', due_at: later(now, retryAfterMs * followUp.attempts) })
  }

  move(followUp: FollowUp, to: Partial<FollowUp> & Pick<FollowUp, 'status'>): FollowUp {
    if (to.status !== followUp.status && !mayMove(followUp.status, to.status)) {
      throw new Error(`a follow-up cannot move from ${followUp.status} to ${to.status}`)
    }
    const moved = { ...followUp, ...to }
    this.#sql.exec(
      'UPDATE follow_ups SET status = ?, due_at = ?, row = ?, changed = ? WHERE id = ?',
      moved.status,
      moved.due_at,
      JSON.stringify(moved),
      this.#change(),
      moved.id,
    )
    this.#arm()
    return moved
  }

  /** After a round of placing: the next one that is due, and a second look at what is due already. */
  armAfter(now: number): void {
    const next = this.#next()
    if (next !== null) this.#timers.set('follow_ups', next > now ? next : now + secondLookMs)
  }

  #arm(): void {
    const next = this.#next()
    if (next !== null) this.#timers.set('follow_ups', next)
  }

  #next(): number | null {
    const [row] = this.#sql.exec<{ due_at: string | null }>("SELECT min(due_at) AS due_at FROM follow_ups WHERE status IN ('scheduled', 'deferred')").toArray()
    return row?.due_at ? Date.parse(row.due_at) : null
  }

  #rows(query: string, ...bindings: (string | number)[]): FollowUp[] {
    // Written by this class alone.
    return this.#sql
      .exec<{ row: string }>(query, ...bindings)
      .toArray()
      .map(({ row }) => JSON.parse(row) as FollowUp)
  }
}
