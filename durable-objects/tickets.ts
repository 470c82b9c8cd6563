// Tickets for one object's sockets: short-lived, for a single use, kept as hashes. Owns the keys under `ticket:`.
import { createHash } from 'node:crypto'

/** From the contract: 60 s. */
export const ticketLifeMs = 60_000

const prefix = 'ticket:'

export class Tickets {
  readonly #kv: SyncKvStorage

  constructor(storage: DurableObjectStorage) {
    this.#kv = storage.kv
  }

  /** @param ticket 128 random bits or more, as text */
  mint(ticket: string, now: number): number {
    const expires_at = now + ticketLifeMs
    for (const [key, end] of this.#kv.list<number>({ prefix })) if (end < now) this.#kv.delete(key)
    this.#kv.put(keyOf(ticket), expires_at)
    return expires_at
  }

  /** Uses it up. @returns whether it was good */
  redeem(ticket: string, now: number): boolean {
    const expires_at = this.#kv.get<number>(keyOf(ticket))
    return expires_at !== undefined && this.#kv.delete(keyOf(ticket)) && expires_at >= now
  }
}

function keyOf(ticket: string): string {
  return prefix + createHash('sha256').update(ticket).digest('hex')
}
