// The deliveries an object has seen, each once, with what was delivered. Owns the keys under `delivery:`.
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

const prefix = 'delivery:'

export class EventLog {
  readonly #kv: SyncKvStorage

  constructor(storage: DurableObjectStorage) {
    this.#kv = storage.kv
  }

  /** Keeps a delivery. @returns whether it is the first of its key, another word on it, or one seen before */
  take(delivered: Delivered): 'first' | 'differs' | 'repeated' {
    const same = `${prefix}${delivered.key}:`
    const known = [...this.#kv.list<Delivered>({ prefix: same })]
    if (known.some(([, earlier]) => earlier.digest === delivered.digest)) return 'repeated'
    this.#kv.put(same + delivered.digest, delivered)
    return known.length === 0 ? 'first' : 'differs'
  }

  sources(): Source[] {
    return [...new Set(this.all().map((delivered) => delivered.source))]
  }

  /** In the order in which they came. */
  all(): Delivered[] {
    const found = [...this.#kv.list<Delivered>({ prefix })].map(([, delivered]) => delivered)
    return found.sort((a, b) => (a.received_at < b.received_at ? -1 : 1))
  }
}
