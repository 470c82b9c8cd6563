// The deliveries an object has seen, each once, with what was delivered. Owns the keys under `delivery:` and `body:`.
import type { Source } from '../src/domain/transcript.ts'
import type { Delivered } from './call-record.ts'

/** The same key is the same event: kind and conversation. */
type Kept = Delivered & { key: string }

const prefix = 'delivery:'

/** A body can be a megabyte: it lies beside its delivery, so that whoever only asks what came does not read it. */
const bodyPrefix = 'body:'

type Noted = Omit<Kept, 'body'>

export class EventLog {
  readonly #kv: SyncKvStorage

  constructor(storage: DurableObjectStorage) {
    this.#kv = storage.kv
  }

  /** Keeps a delivery. @returns whether it is the first of its key, another word on it, or one seen before */
  take(delivered: Kept): 'first' | 'differs' | 'repeated' {
    const same = `${prefix}${delivered.key}:`
    const known = [...this.#kv.list<Noted>({ prefix: same })]
    if (known.some(([, earlier]) => earlier.digest === delivered.digest)) return 'repeated'
    const { body, ...noted } = delivered
    this.#kv.put<Noted>(same + noted.digest, noted)
    if (body !== null) this.#kv.put(bodyPrefix + noted.key + noted.digest, body)
    return known.length === 0 ? 'first' : 'differs'
  }

  sources(): Source[] {
    return [...new Set(this.#noted().map((noted) => noted.source))]
  }

  all(): Delivered[] {
    return this.#noted().map((noted) => ({ ...noted, body: this.#kv.get<string>(bodyPrefix + noted.key + noted.digest) ?? null }))
  }

  /** In the order in which they came. */
  #noted(): Noted[] {
    const found = [...this.#kv.list<Noted>({ prefix })].map(([, noted]) => noted)
    return found.sort((a, b) => (a.received_at < b.received_at ? -1 : 1))
  }
}
