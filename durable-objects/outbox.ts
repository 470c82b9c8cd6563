// What an object must tell the outside: one row for each kind of job with its newest version, sent again until its consumer confirms.
// Owns the table `outbox`.
import { type Job, queueOf } from '../src/contract/jobs.ts'
import type { Timers } from './timers.ts'

/** The jobs an object can ask for: the sweep's come from the schedule. */
export type OutboxKind = Exclude<Job['kind'], 'sweep_follow_up'>

/**
 * How long a consumer may take before its job is sent again, then twice that, and so on. Longer than the work takes, or a slow
 * model would be asked twice; short enough that what a local queue forgot in a crash is soon made good.
 */
const firstResendMs = { projection: 10_000, effects: 20_000, analysis: 90_000 } as const
const longestResendMs = 15 * 60_000

type Row = { kind: OutboxKind; version: number; attempts: number }

export class Outbox {
  readonly #sql: SqlStorage
  readonly #timers: Timers

  constructor(storage: DurableObjectStorage, timers: Timers) {
    this.#sql = storage.sql
    this.#timers = timers
  }

  create(): void {
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS outbox (kind TEXT PRIMARY KEY, version INTEGER NOT NULL, confirmed INTEGER NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL) WITHOUT ROWID`,
    )
  }

  /** Asks for these jobs once more; to be called inside the transaction of the change that needs them. */
  add(kinds: readonly OutboxKind[], now: number): void {
    for (const kind of kinds) {
      this.#sql.exec(
        'INSERT INTO outbox VALUES (?, 1, 0, 0, ?) ON CONFLICT (kind) DO UPDATE SET version = version + 1, attempts = 0, due_at = excluded.due_at',
        kind,
        now,
      )
    }
    if (kinds.length > 0) this.#timers.set('outbox', now)
  }

  /** A consumer has done the work of this version. */
  confirm(kind: OutboxKind, version: number): void {
    this.#sql.exec('UPDATE outbox SET confirmed = max(confirmed, ?) WHERE kind = ?', version, kind)
    if (this.depth() === 0) this.#timers.clear('outbox')
  }

  /** How many jobs wait for their consumer. */
  depth(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox WHERE confirmed < version').one().n
  }

  /** Sends what is due, and sets the timer for what may have to be sent again. A queue that refuses leaves every row as it was. */
  async drain(env: Env, now: number, jobOf: (kind: OutboxKind, version: number) => Job): Promise<void> {
    const due = this.#sql.exec<Row>('SELECT kind, version, attempts FROM outbox WHERE confirmed < version AND due_at <= ?', now).toArray()
    const queues = { projection: env.PROJECTION, analysis: env.ANALYSIS, effects: env.EFFECTS }
    for (const name of ['projection', 'effects', 'analysis'] as const) {
      const rows = due.filter((row) => queueOf[row.kind] === name)
      if (rows.length === 0) continue
      await queues[name].sendBatch(rows.map((row) => ({ body: jobOf(row.kind, row.version) })))
      for (const { kind, version, attempts } of rows) {
        // A change may have come while the queue took the batch: its newer version keeps its own time.
        const resend_at = now + Math.min(longestResendMs, firstResendMs[name] * 2 ** attempts)
        this.#sql.exec('UPDATE outbox SET attempts = attempts + 1, due_at = ? WHERE kind = ? AND version = ?', resend_at, kind, version)
      }
    }
    const [next] = this.#sql.exec<{ due_at: number | null }>('SELECT min(due_at) AS due_at FROM outbox WHERE confirmed < version').toArray()
    if (next?.due_at != null) this.#timers.set('outbox', next.due_at)
  }
}
