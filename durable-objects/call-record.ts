// What goes into a call's session and what comes out of it.
import type { Call } from '../src/domain/call.ts'
import type { ContactOutcome } from '../src/domain/contact.ts'
import type { Analysis, AnalysisProvenance } from '../src/domain/outcome.ts'
import type { Cost, Latency, Note } from '../src/domain/trace.ts'
import type { Difference, Entry, Source } from '../src/domain/transcript.ts'
import type { AnsweredTurn } from './journal.ts'

/** What a call is opened with. Stored: grows by optional fields only. */
export type OpenCall = {
  call: Call
  customer_name: string | null
  /** IANA zone in which dates that were said are meant. */
  zone: string
  /** In the shape of the pack's facts; null while nobody knows whose call it is. */
  facts: Record<string, unknown> | null
  /** The number that was dialled or that called, E.164, and its keyed hash. */
  number: string | null
  phone_hash: string | null
  prompt: { system_prompt: string; first_message: string; manifest: Record<string, unknown> } | null
  /** What the local brain needs to talk without a model; null for a finished call from elsewhere. */
  background: unknown
  watchdog_seconds: number
}

/**
 * How a report came. `digest` is of what it says, not of its bytes: a webhook and a poll of the same record agree. `body` is what was
 * delivered as redacted JSON, or null when it lies in the archive under `archive_key`.
 */
export type Delivered = { digest: string; source: Source; received_at: string; body: string | null; archive_key: string | null }

export type Ingested = { kind: 'taken'; duplicate: boolean } | { kind: 'other_conversation' } | { kind: 'not_opened' }

export type Reading = {
  meaningful: { value: boolean; reason: string | null }
  status: Call['analysis_status']
  analysis: Analysis | null
  provenance: AnalysisProvenance | null
  audits: Record<string, unknown>
  needs_review: boolean
}

export type CallSnapshot = {
  call: Call
  customer_name: string | null
  zone: string
  facts: Record<string, unknown> | null
  entries: Entry[]
  prompt: OpenCall['prompt']
  reading: Reading | null
  differences: Difference[]
  sources: string[]
  cost: Cost
  latency: Latency
  notes: Note[]
}

/** What the custom LLM needs to answer a turn. */
export type TurnBegun =
  | { kind: 'unknown' }
  | { kind: 'ended' }
  | { kind: 'answered'; answer: AnsweredTurn }
  | { kind: 'open'; pack: string; customer_name: string | null; background: unknown; hints: string[]; end_requested: string | null }

export type Settlement = {
  call: Call
  outcome: ContactOutcome | null
  number: string | null
  phone_hash: string | null
  zone: string
  reading: Reading | null
}
