// The promises of one person, one for each call. Owns the table `promises`.
import { uuidv7 } from 'uuidv7'
import { idFromUuid } from '../src/domain/id.ts'
import type { Promised } from '../src/domain/promise.ts'

export type PromiseHeard = Pick<Promised, 'promised_amount_cents' | 'promised_date' | 'payment_method' | 'evidence'>

export class Promises {
  readonly #sql: SqlStorage
  readonly #change: () => number

  constructor(storage: DurableObjectStorage, change: () => number) {
    this.#sql = storage.sql
    this.#change = change
  }

  create(): void {
    this.#sql.exec(
      'CREATE TABLE promises (id TEXT PRIMARY KEY, call_id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, row TEXT NOT NULL, changed INTEGER NOT NULL) WITHOUT ROWID',
    )
  }

  /** Keeps what was heard in a call. A later, better reading of the same call changes the same promise. */
  keep(heard: PromiseHeard, call: Pick<Promised, 'customer_id' | 'account_id' | 'call_id'>, now: string): Promised {
    const [known] = this.#rows('SELECT row FROM promises WHERE call_id = ?', call.call_id)
    const promise: Promised = known
      ? { ...known, ...heard }
      : { ...heard, ...call, id: idFromUuid('prm', uuidv7()), paid_amount_cents: 0, status: 'active', created_at: now }
    if (!known) this.#supersede(call.account_id)
    this.#put(promise)
    return promise
  }

  active(): Promised | null {
    return this.#rows("SELECT row FROM promises WHERE status = 'active' ORDER BY id DESC LIMIT 1")[0] ?? null
  }

  changedSince(change: number): Promised[] {
    return this.#rows('SELECT row FROM promises WHERE changed > ?', change)
  }

  /** A new promise about the same debt takes the place of the one before. */
  #supersede(account_id: string | null): void {
    for (const promise of this.#rows("SELECT row FROM promises WHERE status = 'active'")) {
      if (promise.account_id === account_id) this.#put({ ...promise, status: 'superseded' })
    }
  }

  #put(promise: Promised): void {
    this.#sql.exec(
      'INSERT INTO promises VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET status = excluded.status, row = excluded.row, changed = excluded.changed',
      promise.id,
      promise.call_id,
      promise.status,
      JSON.stringify(promise),
      this.#change(),
    )
  }

  #rows(query: string, ...bindings: (string | number)[]): Promised[] {
    // Written by this class alone.
    return this.#sql
      .exec<{ row: string }>(query, ...bindings)
      .toArray()
      .map(({ row }) => JSON.parse(row) as Promised)
  }
}
