// Many timers on the one alarm an object has. Owns the table `timers`.

/** How long a timer that failed waits before it is tried again, unless it set itself anew. */
const failureDelayMs = 30_000

export class Timers {
  readonly #storage: DurableObjectStorage

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
    const due = this.#storage.sql.exec<{ name: string }>('SELECT name FROM timers WHERE due_at <= ? ORDER BY due_at', now).toArray()
    const retry_at = now + failureDelayMs
    for (const { name } of due) {
      this.#storage.sql.exec('UPDATE timers SET due_at = ? WHERE name = ?', retry_at, name)
      try {
        await work[name]?.()
        // What the work set anew has another time by now and stays.
        this.#storage.sql.exec('DELETE FROM timers WHERE name = ? AND due_at = ?', name, retry_at)
      } catch (error) {
        failed(name, error)
      }
    }
    this.#arm()
  }

  #arm(): void {
    const [next] = this.#storage.sql.exec<{ due_at: number | null }>('SELECT min(due_at) AS due_at FROM timers').toArray()
    // Not awaited: the write joins those of this turn, and the answer waits for it at the output gate.
    if (next?.due_at != null) void this.#storage.setAlarm(next.due_at)
  }
}
