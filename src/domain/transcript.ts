// A transcript: entries by a gap-free seq whose text never changes, and the merge of what several writers report of one call
// (design, The merge rule).
import { z } from 'zod'
import { align, type Line } from './alignment.ts'

export const speakerSchema = z.enum(['agent', 'customer'])
export type Speaker = z.infer<typeof speakerSchema>
export const sourceSchema = z.enum(['live', 'webhook', 'poll', 'client'])
export type Source = z.infer<typeof sourceSchema>

/** Who reported a turn. The custom LLM and an API key are two writers of the one source `live`; webhook and poll carry the same record, so they are one. */
export const writers = ['llm', 'key', 'client', 'record'] as const
export type Writer = (typeof writers)[number]

/** A tool the agent used within a turn, as the provider reports it. */
export const toolCallSchema = z.object({ name: z.string(), request_id: z.string(), params: z.string(), result: z.string().nullable(), is_error: z.boolean() })
export type ToolCall = z.infer<typeof toolCallSchema>

/** An entry as the contract shows it. Stored: grows by optional fields only. */
export const entrySchema = z.object({
  seq: z.int().positive(),
  entry_id: z.string(),
  speaker: speakerSchema,
  text: z.string(),
  at: z.string(),
  /** Since the call was answered; null where nobody said. */
  offset_ms: z.int().nullable(),
  source: sourceSchema,
  final_text: z.string().nullable(),
  interrupted: z.boolean(),
  redacted: z.boolean(),
  tool_calls: z.array(toolCallSchema),
})
export type Entry = z.infer<typeof entrySchema>

/** A turn as a writer reports it, before it has a seq. */
export type Turn = Omit<Entry, 'seq' | 'final_text'>

/** An entry of the log, with the turn of each writer that proved to be this one. */
export type Logged = { seq: number; speaker: Speaker; text: string; claims: Partial<Record<Writer, string>> }

/** A turn of the provider's final record. `key` is the conversation's id and the turn's index. */
export type FinalTurn = { key: string; speaker: Speaker; text: string; offset_ms: number | null; interrupted: boolean; tool_calls: ToolCall[] }

/** Where two sources of one call do not agree. `at_turn` counts the turns of the final record from 0. Stored: grows by optional fields only. */
export type Difference = {
  kind: 'changed' | 'only_live' | 'only_final' | 'late_change'
  seq: number | null
  live_text: string | null
  final_text: string | null
  at_turn: number | null
}

/** Words alone: case, accents of typing, punctuation and spaces are how two witnesses of one sentence differ. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}

type Said = { speaker: Speaker; text: string }

/** What makes two reports of one turn the same. Text without a letter or digit ("…") is compared as it stands. */
function lineOf({ speaker, text }: Said): Line {
  return { speaker, words: fold(text) || text.trim() }
}

function sameWords(a: Said, b: Said): boolean {
  return lineOf(a).words === lineOf(b).words
}

/** `new`: it became the entry `seq`. `claim`: another writer's entry `seq` is this turn. `duplicate`: this writer has reported it before. */
export type Placed = { kind: 'new' | 'claim' | 'duplicate'; seq: number }

/**
 * The merge rule for turns as they come, in memory: a part of the object that keeps the log, rebuilt from its rows after a wake.
 *
 * Within one writer only entry_id makes a turn the same, so that its two equal turns stay two. Across writers a turn is the first entry with the same
 * speaker and words after the last one that this writer has claimed. A writer that is level with the log, as the only one always is, costs no search.
 */
export class MergeState {
  readonly #seqOfId = new Map<string, number>()
  readonly #seqsOfWords = { agent: new Map<string, number[]>(), customer: new Map<string, number[]>() }
  readonly #claimed = new Map<Writer, Set<number>>()
  /** The last entry that each writer has claimed; what comes after it is still unclaimed. */
  readonly #cursors = new Map<Writer, number>()
  #last_seq = 0

  /** @param log every entry, by seq from 1 without a gap */
  constructor(log: readonly Logged[]) {
    for (const entry of log) {
      this.#append(entry)
      for (const writer of writers) {
        const entry_id = entry.claims[writer]
        if (entry_id !== undefined) this.#claim(writer, entry_id, entry.seq)
      }
    }
  }

  get last_seq(): number {
    return this.#last_seq
  }

  /** Places a turn and remembers it. Placing the same turn again changes nothing. */
  place(writer: Writer, turn: { entry_id: string } & Said): Placed {
    const named = this.#seqOfId.get(turn.entry_id)
    // An entry_id is one entry of the call, whoever repeats it: a browser's own store may be synced later with a key.
    if (named !== undefined && this.#claimed.get(writer)?.has(named)) return { kind: 'duplicate', seq: named }
    const seq = named ?? this.#firstUnclaimed(writer, turn)
    if (seq !== undefined) {
      this.#claim(writer, turn.entry_id, seq)
      return { kind: 'claim', seq }
    }
    this.#append({ seq: this.#last_seq + 1, ...turn })
    this.#claim(writer, turn.entry_id, this.#last_seq)
    return { kind: 'new', seq: this.#last_seq }
  }

  #firstUnclaimed(writer: Writer, turn: Said): number | undefined {
    const cursor = this.#cursors.get(writer) ?? 0
    if (cursor === this.#last_seq) return undefined
    return this.#seqsOfWords[turn.speaker].get(lineOf(turn).words)?.find((seq) => seq > cursor)
  }

  #append(entry: { seq: number } & Said): void {
    this.#last_seq = entry.seq
    const { words } = lineOf(entry)
    const seqs = this.#seqsOfWords[entry.speaker].get(words)
    if (seqs) seqs.push(entry.seq)
    else this.#seqsOfWords[entry.speaker].set(words, [entry.seq])
  }

  #claim(writer: Writer, entry_id: string, seq: number): void {
    this.#seqOfId.set(entry_id, seq)
    this.#claimed.set(writer, (this.#claimed.get(writer) ?? new Set()).add(seq))
    this.#cursors.set(writer, Math.max(seq, this.#cursors.get(writer) ?? 0))
  }
}

/** A final turn's place in the log, with what the record knows beyond the words. */
export type Matched = { seq: number } & Pick<FinalTurn, 'key' | 'offset_ms' | 'tool_calls'>

export type Aligned = {
  /** Log entries that the record has too, in the record's order; seq rises. */
  matched: Matched[]
  /** Those of them whose words differ, or that the record knows to have been cut off. */
  rewritten: { seq: number; final_text: string; interrupted: boolean }[]
  /** What the log lacks, in the record's order. */
  appended: FinalTurn[]
  differences: Difference[]
}

/**
 * Lays the first final record over the log, in order.
 * @param log every entry, by seq
 * Every final turn ends up once, in `matched` or in `appended`. What was appended is no difference: the record is expected to know more than was heard live.
 */
export function alignFinal(log: readonly Pick<Entry, 'seq' | 'speaker' | 'text' | 'interrupted'>[], final: readonly FinalTurn[]): Aligned {
  const aligned: Aligned = { matched: [], rewritten: [], appended: [], differences: [] }
  for (const { left, right } of align(log.map(lineOf), final.map(lineOf))) {
    const live = left === null ? undefined : log[left]
    const turn = right === null ? undefined : final[right]
    if (live && turn) {
      const changed = !sameWords(live, turn)
      aligned.matched.push({ seq: live.seq, key: turn.key, offset_ms: turn.offset_ms, tool_calls: turn.tool_calls })
      if (changed || (turn.interrupted && !live.interrupted)) aligned.rewritten.push({ seq: live.seq, final_text: turn.text, interrupted: turn.interrupted })
      if (changed) aligned.differences.push({ kind: 'changed', seq: live.seq, live_text: live.text, final_text: turn.text, at_turn: right })
    } else if (live) aligned.differences.push({ kind: 'only_live', seq: live.seq, live_text: live.text, final_text: null, at_turn: null })
    else if (turn) aligned.appended.push(turn)
  }
  return aligned
}

/**
 * Where a later final record does not say what the first one said. The first one stands.
 * @returns `late_change` with the first record's words as `live_text` (final_text null: the later one lacks the turn), `only_final` for a turn that only the later one has
 */
export function compareFinals(first: readonly FinalTurn[], later: readonly FinalTurn[]): Difference[] {
  return align(first.map(lineOf), later.map(lineOf)).flatMap((pair): Difference[] => {
    const known = pair.left === null ? undefined : first[pair.left]
    const said = pair.right === null ? undefined : later[pair.right]
    if (known && said && sameWords(known, said)) return []
    return [
      {
        kind: known ? 'late_change' : 'only_final',
        seq: null,
        live_text: known?.text ?? null,
        final_text: said?.text ?? null,
        at_turn: pair.right ?? pair.left,
      },
    ]
  })
}
