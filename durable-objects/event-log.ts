// The deliveries an object has seen, each once, with what was delivered. Owns the table `deliveries`.
import type { Source } from '../src/domain/transcript.ts'

export type Delivered = {
  /** The same key is the same event: kind and conversation. */
  key: string
  /** Of what it says, not of its bytes: a webhook and a poll of the same record agree. */
  digest: string
  source: Source
  received_at: string
  /** Redacted JSON, or null when it lies in the archive under `archive_key`. */
  body: string | null
  archive_key: string | null
}

export class EventLog {
  readonly #sql: SqlStorage

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql
  }

  create(): void {
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS deliveries (key TEXT NOT NULL, digest TEXT NOT NULL, source TEXT NOT NULL, received_at TEXT NOT NULL, body TEXT, archive_key TEXT, PRIMARY KEY (key, digest))`,
    )
  }

  /** Keeps a delivery. @returns whether it is the first of its key, another word on it, or one seen before */
  take(delivered: Delivered): 'first' | 'differs' | 'repeated' {
    const known = this.#sql.exec<{ digest: string }>('SELECT digest FROM deliveries WHERE key = ?', delivered.key).toArray()
    if (known.some((row) => row.digest === delivered.digest)) return 'repeated'
    const { key, digest, source, received_at, body, archive_key } = delivered
    this.#sql.exec('INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?)', key, digest, source, received_at, body, archive_key)
    return known.length === 0 ? 'first' : 'differs'
  }

  sources(): Source[] {
    return this.#sql.exec<{ source: Source }>('SELECT DISTINCT source FROM deliveries').toArray().map((row) => row.source)
  }

  all(): Delivered[] {
    return this.#sql.exec<Delivered>('SELECT key, digest, source, received_at, body, archive_key FROM deliveries ORDER BY rowid').toArray()
  }
}
