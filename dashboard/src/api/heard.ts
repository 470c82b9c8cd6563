// What a page has heard of one call so far. Pure: messages in, in whatever order and however often; entries out, once each, by seq.
import type { LiveMessage } from '../../../src/contract/live.ts'
import type { CallStatus } from '../../../src/domain/call.ts'
import type { Analysis } from '../../../src/domain/outcome.ts'
import type { Entry } from '../../../src/domain/transcript.ts'

export type Heard = {
  /** By seq, each once. A seq that is missing has not arrived yet. */
  entries: readonly Entry[]
  status: CallStatus | null
  analysis: Analysis | null
  /** The last seq that the server has said to exist. */
  announced_seq: number
  /** The server has said that nothing more will come. */
  goodbye: boolean
}

export const nothingHeard: Heard = { entries: [], status: null, analysis: null, announced_seq: 0, goodbye: false }

export function hear(heard: Heard, message: LiveMessage): Heard {
  switch (message.type) {
    case 'snapshot':
      return { ...heard, status: message.data.status, announced_seq: Math.max(heard.announced_seq, message.data.last_seq) }
    case 'transcript':
      return { ...heard, entries: withEntry(heard.entries, message.data), announced_seq: Math.max(heard.announced_seq, message.data.seq) }
    case 'status':
      return { ...heard, status: message.data.status }
    case 'analysis':
      return { ...heard, analysis: message.data }
    case 'bye':
      return { ...heard, goodbye: true }
    case 'tool':
      return heard
  }
}

function withEntry(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const last = entries.at(-1)
  if (!last || last.seq < entry.seq) return [...entries, entry]
  const place = entries.findIndex((one) => one.seq >= entry.seq)
  if (entries[place]?.seq === entry.seq) return entries
  return entries.toSpliced(place, 0, entry)
}

/** The last seq before which nothing is missing: where a new socket must take up. */
export function resumeSeq(entries: readonly Entry[]): number {
  let seq = 0
  for (const entry of entries) {
    if (entry.seq !== seq + 1) break
    seq = entry.seq
  }
  return seq
}

export function isComplete(heard: Heard): boolean {
  return resumeSeq(heard.entries) >= heard.announced_seq
}

/** Two accounts of one call as one: each seq once, and the provider's final words where either has them. */
export function joined(one: readonly Entry[], other: readonly Entry[]): readonly Entry[] {
  if (other.length === 0) return one
  const bySeq = new Map(one.map((entry) => [entry.seq, entry]))
  for (const entry of other) {
    const known = bySeq.get(entry.seq)
    if (!known || (known.final_text === null && entry.final_text !== null)) bySeq.set(entry.seq, entry)
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

export type Line = { kind: 'entry'; entry: Entry } | { kind: 'gap'; from_seq: number; to_seq: number }

/** Entries with a line of its own wherever some are missing between two, or before the first. */
export function withGaps(entries: readonly Entry[]): Line[] {
  const lines: Line[] = []
  let seq = 0
  for (const entry of entries) {
    if (entry.seq > seq + 1) lines.push({ kind: 'gap', from_seq: seq + 1, to_seq: entry.seq - 1 })
    lines.push({ kind: 'entry', entry })
    seq = entry.seq
  }
  return lines
}
