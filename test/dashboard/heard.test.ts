// What a page keeps of a call, whatever the line does to the messages on their way.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hear, isComplete, joined, nothingHeard, resumeSeq, withGaps } from '../../dashboard/src/api/heard.ts'
import { sampleEntry } from './sample.ts'

const entry = (seq: number) => sampleEntry(seq, seq % 2 ? 'agent' : 'customer', `line ${seq}`)
const heardOf = (seqs: readonly number[]) => seqs.reduce((heard, seq) => hear(heard, { type: 'transcript', data: entry(seq) }), nothingHeard)
const seqsOf = (entries: readonly { seq: number }[]) => entries.map(({ seq }) => seq)
/** Some of the seqs from 1 to 40, repeated and in any order. */
const arrivals = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 120 })

describe('a transcript on its way to a page', () => {
  test('always shows every entry that arrived once and in order', () => {
    fc.assert(
      fc.property(arrivals, (seqs) => {
        expect(seqsOf(heardOf(seqs).entries)).toEqual([...new Set(seqs)].sort((a, b) => a - b))
      }),
    )
  })

  test('is always taken up again where nothing before it is missing', () => {
    fc.assert(
      fc.property(arrivals, (seqs) => {
        const resume = resumeSeq(heardOf(seqs).entries)
        const arrived = new Set(seqs)
        expect(Array.from({ length: resume }, (_, n) => n + 1).every((seq) => arrived.has(seq))).toBe(true)
        expect(arrived.has(resume + 1)).toBe(false)
      }),
    )
  })

  test('never hides a gap: its lines and its gaps together are every seq up to the last', () => {
    fc.assert(
      fc.property(arrivals, (seqs) => {
        const entries = heardOf(seqs).entries
        const covered = withGaps(entries).flatMap((line) =>
          line.kind === 'entry' ? [line.entry.seq] : Array.from({ length: line.to_seq - line.from_seq + 1 }, (_, n) => line.from_seq + n),
        )
        expect(covered).toEqual(Array.from({ length: entries.at(-1)?.seq ?? 0 }, (_, n) => n + 1))
      }),
    )
  })

  test('is not complete while the server has announced more than has arrived', () => {
    const call = { ...snapshotOf(), last_seq: 3 }
    const two = hear(heardOf([1, 2]), { type: 'snapshot', data: call })
    expect(isComplete(two)).toBe(false)
    expect(isComplete(hear(two, { type: 'transcript', data: entry(3) }))).toBe(true)
  })

  test('takes the final words of a line from whichever account has them', () => {
    const final = { ...entry(2), final_text: 'line two, as it was' }
    expect(joined([entry(1), entry(2)], [final])[1]?.final_text).toBe('line two, as it was')
    expect(joined([final], [entry(1), entry(2)])[1]?.final_text).toBe('line two, as it was')
  })
})

function snapshotOf() {
  const nobody = { customer_id: null, account_id: null, conversation_id: null, agent_id: null, follow_up_id: null }
  const notYet = { end_reason: null, answer_class: null, dialed_at: null, answered_at: null, ended_at: null, duration_seconds: null, voice_usd: null }
  return {
    ...nobody,
    ...notYet,
    id: 'call_00000000000000000000000001',
    pack: 'roadside',
    purpose: 'service' as const,
    direction: 'inbound' as const,
    channel: 'phone' as const,
    status: 'in_progress' as const,
    created_at: '2026-11-23T09:15:00.000Z',
    analysis_status: 'pending' as const,
  }
}
