// A call: its states, the events that move it, and the one table that says which event moves which state where.
import { z } from 'zod'
import { accountIdSchema, callIdSchema, customerIdSchema, followUpIdSchema } from './id.ts'
import { err, ok, type Result } from './result.ts'
import type { Instant } from './time.ts'

export const callStatuses = [
  'reserved',
  'dialing',
  'dial_unconfirmed',
  'in_progress',
  'processing',
  'completed',
  'no_answer',
  'busy',
  'voicemail',
  'failed',
  'cancelled',
] as const
export const callStatusSchema = z.enum(callStatuses)
export type CallStatus = z.infer<typeof callStatusSchema>

export const answerClassSchema = z.enum(['human', 'voicemail', 'call_screening', 'ivr', 'no_answer', 'busy', 'failed', 'unknown'])
export type AnswerClass = z.infer<typeof answerClassSchema>

export const directionSchema = z.enum(['outbound', 'inbound'])
export const channelSchema = z.enum(['phone', 'web'])
export const purposeSchema = z.enum(['collection', 'promise_reminder', 'callback', 'service', 'survey'])
export type Purpose = z.infer<typeof purposeSchema>

/** How a call can end at the provider. The word of each end is also the state that it leads to. */
export const ends = ['completed', 'no_answer', 'busy', 'voicemail', 'failed'] as const
export type End = (typeof ends)[number]

/** What can happen to a call. `at` is when it happened, as far as the reporter knows. Stored: grows by optional fields only. */
export type CallEvent =
  | { kind: 'dial_started'; at: Instant }
  | { kind: 'dial_accepted'; at: Instant; conversation_id: string; agent_id: string }
  | { kind: 'dial_refused'; at: Instant; reason: string }
  | { kind: 'answer_lost'; at: Instant; reason: string }
  | { kind: 'conversation_found'; at: Instant; conversation_id: string }
  | { kind: 'dial_not_found'; at: Instant }
  | { kind: 'answered'; at: Instant }
  | { kind: 'hung_up'; at: Instant; reason: string }
  | { kind: 'cancelled'; at: Instant; reason: string }
  | { kind: End; at: Instant; final: FinalFacts }

/** What the provider's last word on a call says beside its transcript. */
export type FinalFacts = {
  answer_class: AnswerClass
  end_reason: string
  answered_at: Instant | null
  ended_at: Instant
  duration_seconds: number
  voice_usd: number | null
}

const provider = { completed: 'completed', no_answer: 'no_answer', busy: 'busy', voicemail: 'voicemail', failed: 'failed' } as const

/** The table. An event that a state does not name changes nothing: providers deliver late and twice. */
export const transitions = {
  reserved: { dial_started: 'dialing', answered: 'in_progress', cancelled: 'cancelled', ...provider },
  dialing: {
    dial_accepted: 'dialing',
    dial_refused: 'failed',
    answer_lost: 'dial_unconfirmed',
    conversation_found: 'dialing',
    answered: 'in_progress',
    hung_up: 'processing',
    ...provider,
  },
  dial_unconfirmed: {
    dial_accepted: 'dialing',
    conversation_found: 'dialing',
    dial_not_found: 'failed',
    answered: 'in_progress',
    hung_up: 'processing',
    ...provider,
  },
  in_progress: { dial_accepted: 'in_progress', conversation_found: 'in_progress', hung_up: 'processing', ...provider },
  processing: { dial_accepted: 'processing', conversation_found: 'processing', ...provider },
  completed: {},
  no_answer: {},
  busy: {},
  voicemail: {},
  failed: {},
  cancelled: {},
} as const satisfies Record<CallStatus, Partial<Record<CallEvent['kind'], CallStatus>>>

export function isFinished(status: CallStatus): boolean {
  return Object.keys(transitions[status]).length === 0
}

export const analysisStatusSchema = z.enum(['pending', 'done', 'provisional', 'skipped', 'failed'])
export type AnalysisStatus = z.infer<typeof analysisStatusSchema>

/** A call as its session keeps it. Stored: grows by optional fields only. */
export const callSchema = z.object({
  id: callIdSchema,
  customer_id: customerIdSchema.nullable(),
  account_id: accountIdSchema.nullable(),
  pack: z.string(),
  purpose: purposeSchema,
  direction: directionSchema,
  channel: channelSchema,
  status: callStatusSchema,
  end_reason: z.string().nullable(),
  answer_class: answerClassSchema.nullable(),
  conversation_id: z.string().nullable(),
  agent_id: z.string().nullable(),
  follow_up_id: followUpIdSchema.nullable(),
  created_at: z.string(),
  dialed_at: z.string().nullable(),
  answered_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  duration_seconds: z.number().nullable(),
  analysis_status: analysisStatusSchema,
  voice_usd: z.number().nullable(),
})
export type Call = z.infer<typeof callSchema>

/** A call of which only this is known so far. */
export function newCall(known: Pick<Call, 'id' | 'pack' | 'purpose' | 'direction' | 'channel' | 'status' | 'created_at'> & Partial<Call>): Call {
  const nothing = {
    customer_id: null,
    account_id: null,
    end_reason: null,
    answer_class: null,
    conversation_id: null,
    agent_id: null,
    follow_up_id: null,
    dialed_at: null,
    answered_at: null,
    ended_at: null,
    duration_seconds: null,
    voice_usd: null,
  }
  return { ...nothing, analysis_status: 'pending', ...known }
}

/**
 * The call after the event.
 * @returns the state as it stands, as an error, when the table does not let this event move it
 */
export function advance(call: Call, event: CallEvent): Result<Call, { status: CallStatus; event: CallEvent['kind'] }> {
  const row: Partial<Record<CallEvent['kind'], CallStatus>> = transitions[call.status]
  const status = row[event.kind]
  if (!status) return err({ status: call.status, event: event.kind })
  return ok({ ...call, status, ...learned(call, event) })
}

function learned(call: Call, event: CallEvent): Partial<Call> {
  switch (event.kind) {
    case 'dial_started':
      return { dialed_at: event.at }
    case 'dial_accepted':
      return { conversation_id: event.conversation_id, agent_id: event.agent_id }
    case 'conversation_found':
      return { conversation_id: event.conversation_id }
    case 'answered':
      return { answered_at: call.answered_at ?? event.at }
    case 'dial_refused':
    case 'cancelled':
      return { end_reason: event.reason, ended_at: event.at, answer_class: event.kind === 'dial_refused' ? 'failed' : null, analysis_status: 'skipped' }
    case 'dial_not_found':
      return { end_reason: 'dial_not_found', ended_at: event.at, answer_class: 'unknown', analysis_status: 'skipped' }
    case 'answer_lost':
      return {}
    case 'hung_up':
      return { end_reason: event.reason, ended_at: event.at }
    default:
      return {
        answer_class: event.final.answer_class,
        end_reason: event.final.end_reason,
        // The first live turn is the better witness; the provider's clock starts at the dial.
        answered_at: call.answered_at ?? event.final.answered_at,
        ended_at: event.final.ended_at,
        duration_seconds: event.final.duration_seconds,
        voice_usd: event.final.voice_usd,
      }
  }
}

/** The jobs that must follow a change; one row of the outbox each, whatever happens afterwards. */
export type CallJob = 'project_call' | 'analyse_call' | 'settle_call' | 'reconcile_call' | 'adopt_conversation'

/** @param because the event that led from one to the other */
export function consequences(before: Call, after: Call, because: CallEvent['kind']): CallJob[] {
  const jobs: CallJob[] = ['project_call']
  // A dial brings its own conversation; one that was found may have been taken for another call's before.
  if (because !== 'dial_accepted' && after.conversation_id && after.conversation_id !== before.conversation_id) jobs.push('adopt_conversation')
  if (isFinished(after.status) && !isFinished(before.status)) {
    jobs.push('settle_call')
    if (after.analysis_status === 'pending') jobs.push('analyse_call')
  }
  return jobs
}

/**
 * What a finished call was, in the words of compliance/rules.md section 1 (Outcomes).
 * @returns null for a call that never rang: cancelled, or clearly refused by the provider. It was no attempt to reach anybody.
 */
export function contactOutcome(call: Call): 'conversation' | 'voicemail' | 'no_answer' | 'busy' | 'failed' | 'unknown' | 'answered_dropped' | null {
  switch (call.status) {
    case 'completed':
      return call.answer_class === 'human' ? 'conversation' : call.answer_class === 'unknown' ? 'answered_dropped' : 'voicemail'
    case 'voicemail':
      return 'voicemail'
    case 'no_answer':
      return 'no_answer'
    case 'busy':
      return 'busy'
    case 'failed':
      // A line that broke after somebody had answered did ring: it counts, and what was said on it counts as a talk.
      if (call.answered_at !== null) return call.answer_class === 'human' ? 'conversation' : 'answered_dropped'
      if (call.answer_class === 'unknown') return 'unknown'
      return call.conversation_id === null ? null : 'failed'
    default:
      return null
  }
}
