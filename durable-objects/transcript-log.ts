// The entries of one call by a gap-free seq, whoever reports them. Owns the table `entries` and the key `differences`.
import { later } from '../src/domain/time.ts'
import {
  alignFinal,
  compareFinals,
  type Difference,
  type Entry,
  type FinalTurn,
  type Logged,
  MergeState,
  type Source,
  type Turn,
  type Writer,
} from '../src/domain/transcript.ts'

type Row = {
  seq: number
  entry_id: string
  speaker: Entry['speaker']
  text: string
  at: string
  offset_ms: number | null
  source: Source
  final_text: string | null
  interrupted: number
  redacted: number
  tool_calls: string
  claims: string
}

export class TranscriptLog {
  readonly #storage: DurableObjectStorage
  /** What the merge rule must remember; read from the table once after the object woke. */
  #merge: MergeState | null = null

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  create(): void {
    this.#storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, entry_id TEXT NOT NULL UNIQUE, speaker TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, offset_ms INTEGER,
        source TEXT NOT NULL, final_text TEXT, interrupted INTEGER NOT NULL, redacted INTEGER NOT NULL, tool_calls TEXT NOT NULL, claims TEXT NOT NULL)`,
    )
  }

  get last_seq(): number {
    return this.#state().last_seq
  }

  /** What was remembered may not have been stored: the table tells it anew. */
  forget(): void {
    this.#merge = null
  }

  /** @returns the entry, or null when this turn is in the log already */
  add(writer: Writer, turn: Turn): Entry | null {
    const state = this.#state()
    const placed = state.place(writer, turn)
    if (placed.kind === 'claim') this.#claim(placed.seq, writer, turn.entry_id)
    if (placed.kind !== 'new') return null
    const entry: Entry = { ...turn, seq: state.last_seq, final_text: null }
    this.#insert(entry, { [writer]: turn.entry_id })
    return entry
  }

  /**
   * Aligns the first final record with the log.
   * @param started_at when the call began: a turn that nobody heard live was spoken so long after it as the record says
   * @returns the entries that are new, in order
   */
  merge(turns: readonly FinalTurn[], source: Source, started_at: string): Entry[] {
    const log = this.since(0)
    const aligned = alignFinal(log, turns)
    for (const { seq, key, offset_ms, tool_calls } of aligned.matched) {
      this.#claim(seq, 'record', key)
      // Live turns come without their tools, and some without their place in the call.
      this.#storage.sql.exec('UPDATE entries SET offset_ms = coalesce(offset_ms, ?), tool_calls = ? WHERE seq = ?', offset_ms, JSON.stringify(tool_calls), seq)
    }
    for (const { seq, final_text, interrupted } of aligned.rewritten) {
      this.#storage.sql.exec('UPDATE entries SET final_text = ?, interrupted = ? WHERE seq = ?', final_text, Number(interrupted), seq)
    }
    let seq = log.length
    for (const { key, speaker, text, offset_ms, interrupted, tool_calls } of aligned.appended) {
      seq += 1
      const at = later(started_at, offset_ms ?? 0)
      this.#insert({ seq, entry_id: key, speaker, text, at, offset_ms, source, final_text: null, interrupted, redacted: false, tool_calls }, { record: key })
    }
    this.#note(aligned.differences)
    this.forget()
    return this.since(log.length)
  }

  /** A second final record says something else: it changes nothing but the list of differences. */
  disagree(turns: readonly FinalTurn[]): void {
    this.#note(compareFinals(this.#finalTurns(), turns))
  }

  since(seq: number): Entry[] {
    return this.#storage.sql.exec<Row>('SELECT * FROM entries WHERE seq > ? ORDER BY seq', seq).toArray().map(entryOf)
  }

  differences(): Difference[] {
    return this.#storage.kv.get<Difference[]>('differences') ?? []
  }

  sources(): Source[] {
    return this.#storage.sql
      .exec<{ source: Source }>('SELECT DISTINCT source FROM entries')
      .toArray()
      .map((row) => row.source)
  }

  /** The first final record, as the log keeps it. */
  #finalTurns(): FinalTurn[] {
    const rows = this.#storage.sql.exec<Row & { key: string }>(
      `SELECT *, json_extract(claims, '$.record') AS key FROM entries WHERE json_extract(claims, '$.record') IS NOT NULL`,
    )
    const turnOf = (key: string) => Number(key.slice(key.lastIndexOf(':') + 1))
    return rows
      .toArray()
      .map((row) => ({ ...entryOf(row), key: row.key, text: row.final_text ?? row.text }))
      .sort((a, b) => turnOf(a.key) - turnOf(b.key))
  }

  #note(differences: readonly Difference[]): void {
    if (differences.length > 0) this.#storage.kv.put('differences', [...this.differences(), ...differences])
  }

  #insert(entry: Entry, claims: Logged['claims']): void {
    this.#storage.sql.exec(
      'INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      entry.seq,
      entry.entry_id,
      entry.speaker,
      entry.text,
      entry.at,
      entry.offset_ms,
      entry.source,
      entry.final_text,
      Number(entry.interrupted),
      Number(entry.redacted),
      JSON.stringify(entry.tool_calls),
      JSON.stringify(claims),
    )
  }

  #claim(seq: number, writer: Writer, entry_id: string): void {
    this.#storage.sql.exec('UPDATE entries SET claims = json_set(claims, ?, ?) WHERE seq = ?', `$.${writer}`, entry_id, seq)
  }

  #state(): MergeState {
    if (!this.#merge) {
      const rows = this.#storage.sql
        .exec<Pick<Row, 'seq' | 'speaker' | 'text' | 'claims'>>('SELECT seq, speaker, text, claims FROM entries ORDER BY seq')
        .toArray()
      this.#merge = new MergeState(rows.map((row) => ({ ...row, claims: JSON.parse(row.claims) as Logged['claims'] })))
    }
    return this.#merge
  }
}

function entryOf({ claims: _claims, ...row }: Row): Entry {
  return { ...row, interrupted: row.interrupted === 1, redacted: row.redacted === 1, tool_calls: JSON.parse(row.tool_calls) as Entry['tool_calls'] }
}
