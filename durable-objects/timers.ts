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
    this.#storage.sql.exec('CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, due_at INTEGER NOT NULL) WITHOUT ROWID')
  }

  /** @param due_at milliseconds; a timer has one time, the latest given */
  set(name: string, due_at: number): void {
    this.#storage.sql.exec('INSERT INTO timers VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at', name, Math.ceil(due_at))
    this.#arm()
  }

  clear(name: string): void {
    this.#storage.sql.exec('DELETE FROM timers WHERE name = ?', name)
  }

  dueAt(name: string): number | null {
    return this.#storage.sql.exec<{ due_at: number }>('SELECT due_at FROM timers WHERE name = ?', name).toArray()[0]?.due_at ?? null
  }

  /**
   * Runs what is due. A timer is put back before its work starts and taken away after it succeeded, so that neither a throw nor a
   * dying process loses it. Never throws itself: the platform gives up on an alarm that does.
   *
   * @param failed told of each timer that threw
   */
  async fire(now: number, work: Record<string, () => void | Promise<void>>, failed: (name: string, error: unknown) => void): Promise<void> {
    this.#firing = true
    const retry_at = now + failureDelayMs
    const fired = new Set<string>()
    for (let name = this.#due(now, fired); name !== null; name = this.#due(now, fired)) {
      fired.add(name)
      this.#storage.sql.exec('UPDATE timers SET due_at = ? WHERE name = ?', retry_at, name)
      try {
        await work[name]?.()
        // What the work set anew has another time by now and stays.
        this.#storage.sql.exec('DELETE FROM timers WHERE name = ? AND due_at = ?', name, retry_at)
      } catch (error) {
        failed(name, error)
      }
    }
    this.#firing = false
    const next = this.#next()
    this.#armed = next
    if (next !== null) await this.#storage.setAlarm(next)
  }

  #due(now: number, fired: ReadonlySet<string>): string | null {
    const rows = this.#storage.sql.exec<{ name: string }>('SELECT name FROM timers WHERE due_at <= ? ORDER BY due_at', now).toArray()
    return rows.find(({ name }) => !fired.has(name))?.name ?? null
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
