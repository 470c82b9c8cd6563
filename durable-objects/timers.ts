// Many timers on the one alarm an object has. Owns the table `timers`.

/** How long a timer that failed waits before it is tried again, unless it set itself anew. */
const failureDelayMs = 30_000
/** An alarm so long overdue will not ring any more. */
const lostAfterMs = 30_000

export class Timers {
  readonly #storage: DurableObjectStorage
  /** When the alarm will ring, as far as this instance knows. */
  #armed: number | null = null
  /** While timers fire the alarm is left alone: it is set once, when they are done. */
  #firing = false

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  create(): void {
    this.#storage.sql.exec('CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, due_at INTEGER NOT NULL, times_set INTEGER NOT NULL) WITHOUT ROWID')
  }

  /** @param due_at milliseconds; a timer has one time, the latest given */
  set(name: string, due_at: number): void {
    const kept = 'ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at, times_set = times_set + 1'
    this.#storage.sql.exec(`INSERT INTO timers VALUES (?, ?, 1) ${kept}`, name, Math.ceil(due_at))
    this.#arm()
  }

  clear(name: string): void {
    this.#storage.sql.exec('DELETE FROM timers WHERE name = ?', name)
  }

  /** Sets the alarm again, whatever is believed of it: for one that was lost. */
  wake(): void {
    this.#armed = null
    this.#arm()
  }

  /**
   * Runs what is due. A timer goes when its work succeeded, unless the work set it anew; one that threw is put back with a delay. A process that
   * dies meanwhile loses nothing: the platform rings an alarm again that did not come to its end. Never throws itself: the platform gives up on
   * an alarm that does.
   *
   * @param failed told of each timer that threw
   */
  async fire(now: number, work: Record<string, () => void | Promise<void>>, failed: (name: string, error: unknown) => void): Promise<void> {
    this.#firing = true
    const fired = new Set<string>()
    for (let timer = this.#due(now, fired); timer !== null; timer = this.#due(now, fired)) {
      const { name, times_set } = timer
      fired.add(name)
      try {
        await work[name]?.()
        this.#storage.sql.exec('DELETE FROM timers WHERE name = ? AND times_set = ?', name, times_set)
      } catch (error) {
        this.#storage.sql.exec('UPDATE timers SET due_at = ? WHERE name = ?', now + failureDelayMs, name)
        failed(name, error)
      }
    }
    this.#firing = false
    const next = this.#next()
    this.#armed = next
    if (next !== null) await this.#storage.setAlarm(next)
  }

  #due(now: number, fired: ReadonlySet<string>): { name: string; times_set: number } | null {
    const rows = this.#storage.sql
      .exec<{ name: string; times_set: number }>('SELECT name, times_set FROM timers WHERE due_at <= ? ORDER BY due_at', now)
      .toArray()
    return rows.find(({ name }) => !fired.has(name)) ?? null
  }

  /**
   * The alarm is only ever moved forward: one that rings early finds nothing to do, while one that is moved back under the runtime's hands can
   * be lost. One that should have rung long ago was lost, and is set again by whatever comes next.
   */
  #arm(): void {
    const next = this.#next()
    if (this.#firing || next === null) return
    if (this.#armed !== null && this.#armed <= next && this.#armed > Date.now() - lostAfterMs) return
    this.#armed = next
    // Not awaited: the write joins those of this turn, and the answer waits for it at the output gate.
    void this.#storage.setAlarm(next)
  }

  #next(): number | null {
    return this.#storage.sql.exec<{ due_at: number | null }>('SELECT min(due_at) AS due_at FROM timers').toArray()[0]?.due_at ?? null
  }
}
