// What is kept beside a call's transcript: requests to models, spans, notes, and the turns that the custom LLM answered.
// Owns the keys under `model_call:`, `span:`, `note:` and `turn:`.
import type { ModelCall, Note, Span } from '../src/domain/trace.ts'

/** A turn of the custom LLM: the same request again is the same turn, and gets the same answer. */
export type AnsweredTurn = { text: string; tool_calls: { id: string; name: string; arguments: string }[] }

export class Journal {
  readonly #kv: SyncKvStorage

  constructor(storage: DurableObjectStorage) {
    this.#kv = storage.kv
  }

  addModelCall(call: ModelCall): void {
    this.#kv.put(`model_call:${call.id}`, call)
  }

  addSpan(span: Span): void {
    this.#kv.put(`span:${span.id}`, span)
  }

  addNote(note: Note): void {
    this.#kv.put(`note:${note.id}`, note)
  }

  /** In the order in which they were made, as their ids sort; so with the two below. */
  modelCalls(): ModelCall[] {
    return this.#all<ModelCall>('model_call:')
  }

  spans(): Span[] {
    return this.#all<Span>('span:')
  }

  notes(): Note[] {
    return this.#all<Note>('note:')
  }

  /** @returns the answer that this turn got before, or null while there is none */
  answerOf(key: string): AnsweredTurn | null {
    return this.#kv.get<AnsweredTurn>(`turn:${key}`) ?? null
  }

  /** @returns whether this was the first answer of the turn */
  answer(key: string, answer: AnsweredTurn): boolean {
    if (this.answerOf(key)) return false
    this.#kv.put(`turn:${key}`, answer)
    return true
  }

  #all<Kept>(prefix: string): Kept[] {
    return [...this.#kv.list<Kept>({ prefix })].map(([, kept]) => kept)
  }
}
