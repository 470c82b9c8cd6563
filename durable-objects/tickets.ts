// Tickets for one object's sockets: short-lived, for a single use, kept as hashes. Owns the table `tickets`.
import { createHash } from 'node:crypto'

/** From the contract: 60 s. */
export const ticketLifeMs = 60_000

export class Tickets {
  readonly #sql: SqlStorage

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql
  }

  create(): void {
    this.#sql.exec('CREATE TABLE IF NOT EXISTS tickets (hash TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID')
  }

  /** @param ticket 128 random bits or more, as text */
  mint(ticket: string, now: number): number {
    const expires_at = now + ticketLifeMs
    this.#sql.exec('DELETE FROM tickets WHERE expires_at < ?', now)
    this.#sql.exec('INSERT INTO tickets VALUES (?, ?)', hashOf(ticket), expires_at)
    return expires_at
  }

  /** Uses it up. @returns whether it was good */
  redeem(ticket: string, now: number): boolean {
    return this.#sql.exec('DELETE FROM tickets WHERE hash = ? AND expires_at >= ? RETURNING hash', hashOf(ticket), now).toArray().length === 1
  }
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex')
}
