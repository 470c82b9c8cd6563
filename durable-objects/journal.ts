// What is kept beside a call's transcript: requests to models, spans, notes, and the turns that the custom LLM answered.
// Owns the tables `model_calls`, `spans`, `notes` and `turns`.
import type { ModelCall, Note, Span } from '../src/domain/trace.ts'

/** A turn of the custom LLM: the same request again is the same turn, and gets the same answer. */
export type AnsweredTurn = { text: string; tool_calls: { id: string; name: string; arguments: string }[] }

export class Journal {
  readonly #sql: SqlStorage

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql
  }

  create(): void {
    this.#sql.exec('CREATE TABLE IF NOT EXISTS model_calls (id TEXT PRIMARY KEY, row TEXT NOT NULL, projected INTEGER NOT NULL DEFAULT 0)')
    this.#sql.exec('CREATE TABLE IF NOT EXISTS spans (id TEXT PRIMARY KEY, row TEXT NOT NULL, projected INTEGER NOT NULL DEFAULT 0)')
    this.#sql.exec('CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY, row TEXT NOT NULL)')
    this.#sql.exec('CREATE TABLE IF NOT EXISTS turns (key TEXT PRIMARY KEY, answer TEXT)')
  }

  addModelCall(call: ModelCall): void {
    this.#sql.exec('INSERT OR IGNORE INTO model_calls (id, row) VALUES (?, ?)', call.id, JSON.stringify(call))
  }

  addSpan(span: Span): void {
    this.#sql.exec('INSERT OR IGNORE INTO spans (id, row) VALUES (?, ?)', span.id, JSON.stringify(span))
  }

  addNote(note: Note): void {
    this.#sql.exec('INSERT OR IGNORE INTO notes VALUES (?, ?)', note.id, JSON.stringify(note))
  }

  modelCalls(): ModelCall[] {
    return this.#rows<ModelCall>('SELECT row FROM model_calls ORDER BY id')
  }

  spans(): Span[] {
    return this.#rows<Span>('SELECT row FROM spans ORDER BY id')
  }

  notes(): Note[] {
    return this.#rows<Note>('SELECT row FROM notes ORDER BY id')
  }

  /** What D1 has not been given yet. */
  unprojected(): { model_calls: ModelCall[]; spans: Span[] } {
    return {
      model_calls: this.#rows<ModelCall>('SELECT row FROM model_calls WHERE projected = 0 ORDER BY id'),
      spans: this.#rows<Span>('SELECT row FROM spans WHERE projected = 0 ORDER BY id'),
    }
  }

  projected(ids: readonly string[]): void {
    for (const id of ids) {
      this.#sql.exec('UPDATE model_calls SET projected = 1 WHERE id = ?', id)
      this.#sql.exec('UPDATE spans SET projected = 1 WHERE id = ?', id)
    }
  }

  /** @returns the answer that this turn got before, or null while there is none */
  begin(key: string): AnsweredTurn | null {
    const [known] = this.#sql.exec<{ answer: string | null }>('SELECT answer FROM turns WHERE key = ?', key).toArray()
    if (!known) this.#sql.exec('INSERT INTO turns VALUES (?, NULL)', key)
    return known?.answer ? (JSON.parse(known.answer) as AnsweredTurn) : null
  }

  /** @returns whether this was the first answer of the turn */
  finish(key: string, answer: AnsweredTurn): boolean {
    return this.#sql.exec('UPDATE turns SET answer = ? WHERE key = ? AND answer IS NULL RETURNING key', JSON.stringify(answer), key).toArray().length === 1
  }

  #rows<Row>(query: string): Row[] {
    // Written by this class alone, so the shape is the one that went in.
    return this.#sql.exec<{ row: string }>(query).toArray().map(({ row }) => JSON.parse(row) as Row)
  }
}
