// What the provider keeps of one conversation, in our words. The post-call webhook and a poll carry the same body, so both are read here.
import { z } from 'zod'
import type { AnswerClass, End, FinalFacts } from '../domain/call.ts'
import { callIdSchema } from '../domain/id.ts'
import { type Instant, instantOf } from '../domain/time.ts'
import { type FinalTurn, fold, type ToolCall } from '../domain/transcript.ts'

export type ConversationRecord = {
  conversation_id: string
  agent_id: string
  /** The record is final with `done` and `failed`; a status that we do not know is read as `processing`: not final, ask again. */
  status: 'initiated' | 'in-progress' | 'processing' | 'done' | 'failed'
  /** What we sent as `user_id` at the dial: our call id. Null for a call that we did not start. */
  user_id: string | null
  /** Null for a web call. */
  phone: { direction: 'inbound' | 'outbound'; external_number: string | null; call_sid: string | null } | null
  /** In the provider's order, which several turns of one second share. Turns in which nothing was said are left out. */
  turns: FinalTurn[]
  /** These two mean something only when the record is final. */
  end: End
  final: FinalFacts
}

/** A week; the provider ends every call after two hours. Beyond it a number is not a time in a call. */
const longestSeconds = 7 * 86_400
const providerIdSchema = z.string().min(1).max(200)
const text = z.string().transform((words) => words.toWellFormed()) // a lone surrogate cannot be stored, so it must not be compared either
const toolCallSchema = z.object({ request_id: z.string(), tool_name: z.string(), params_as_json: z.string().nullish() })
const toolResultSchema = z.object({ request_id: z.string(), result_value: z.string().nullish(), is_error: z.boolean().nullish() })

/** Seconds since 1970, up to the year 9999; the provider's documents call them both numbers and text. */
export const unixSecondsSchema = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().min(0).max(253_402_300_799))

export const conversationSchema = z.object({
  conversation_id: providerIdSchema,
  agent_id: providerIdSchema,
  status: z.enum(['initiated', 'in-progress', 'processing', 'done', 'failed']).catch('processing'),
  user_id: z.string().nullish(),
  transcript: z
    .array(
      z.object({
        role: z.enum(['agent', 'user']),
        message: text.nullish(),
        time_in_call_secs: z.number().min(0).max(longestSeconds).nullish(),
        interrupted: z.boolean().nullish(),
        tool_calls: z.array(toolCallSchema).nullish(),
        tool_results: z.array(toolResultSchema).nullish(),
      }),
    )
    .nullish(),
  metadata: z.object({
    start_time_unix_secs: unixSecondsSchema,
    accepted_time_unix_secs: unixSecondsSchema.nullish(),
    call_duration_secs: z.number().min(0).max(longestSeconds),
    /** US dollars, the provider's own models included. */
    cost_fiat: z.number().min(0).nullish(),
    termination_reason: z.string().nullish(),
    error: z.object({}).nullish(),
    phone_call: z
      .object({
        direction: z.enum(['inbound', 'outbound']).nullish(),
        external_number: z.string().nullish(),
        call_result: z.string().nullish(),
        call_sid: z.string().nullish(),
      })
      .nullish(),
    features_usage: z.object({ voicemail_detection: z.object({ used: z.boolean().nullish() }).nullish() }).nullish(),
  }),
  conversation_initiation_client_data: z.object({ dynamic_variables: z.record(z.string(), z.unknown()).nullish() }).nullish(),
})
export type Conversation = z.infer<typeof conversationSchema>

export function recordOf(conversation: Conversation): ConversationRecord {
  const { metadata } = conversation
  const turns = turnsOf(conversation)
  const spoke = turns.some((turn) => turn.speaker === 'customer')
  const end = endOf(conversation, spoke)
  const startedMs = metadata.start_time_unix_secs * 1000
  return {
    conversation_id: conversation.conversation_id,
    agent_id: conversation.agent_id,
    status: conversation.status,
    user_id: conversation.user_id ?? null,
    phone: metadata.phone_call
      ? {
          direction: metadata.phone_call.direction ?? 'outbound',
          external_number: metadata.phone_call.external_number || null,
          call_sid: metadata.phone_call.call_sid || null,
        }
      : null,
    turns,
    end,
    final: {
      answer_class: answerClassOf(conversation, end, spoke),
      end_reason: endReasonOf(conversation, end, turns),
      answered_at: answeredAt(conversation, end, spoke),
      ended_at: instantOf(startedMs + metadata.call_duration_secs * 1000),
      duration_seconds: metadata.call_duration_secs,
      voice_usd: metadata.cost_fiat ?? null,
    },
  }
}

/** @returns our call id as it went out with the call, from the dynamic variables or as `user_id`; null where neither looks like one */
export function callIdHint(conversation: Conversation): string | null {
  const variables = conversation.conversation_initiation_client_data?.dynamic_variables
  for (const claim of [variables?.call_id, conversation.user_id]) {
    const parsed = callIdSchema.safeParse(claim)
    if (parsed.success) return parsed.data
  }
  return null
}

/**
 * The turns in which something was said, text as sent.
 * A turn that only used a tool has no entry: its calls go with what the agent said last, or, when it had said nothing yet, with what it says first.
 */
function turnsOf(conversation: Conversation): FinalTurn[] {
  const said: FinalTurn[] = []
  const results = new Map(conversation.transcript?.flatMap((turn) => turn.tool_results ?? []).map((result) => [result.request_id, result]))
  let unsaid: ToolCall[] = []
  for (const [index, turn] of (conversation.transcript ?? []).entries()) {
    // A result may come turns after its call; the request id alone says whose it is.
    const tool_calls = (turn.tool_calls ?? []).map((call): ToolCall => {
      const result = results.get(call.request_id)
      return {
        name: call.tool_name,
        request_id: call.request_id,
        params: call.params_as_json ?? '',
        result: result?.result_value ?? null,
        is_error: result?.is_error ?? false,
      }
    })
    const speaker = turn.role === 'agent' ? 'agent' : 'customer'
    if (turn.message?.trim()) {
      const offset_ms = typeof turn.time_in_call_secs === 'number' ? Math.round(turn.time_in_call_secs * 1000) : null
      const key = `${conversation.conversation_id}:${index}`
      if (speaker === 'agent') tool_calls.unshift(...unsaid.splice(0))
      said.push({ key, speaker, text: turn.message, offset_ms, interrupted: turn.interrupted ?? false, tool_calls })
    } else {
      const last = said.findLast((earlier) => earlier.speaker === 'agent')
      if (last) last.tool_calls.push(...tool_calls)
      else unsaid = [...unsaid, ...tool_calls]
    }
  }
  return said
}

/** What the customer said outweighs the word `failed`: a conversation that broke off was still one, and counts as one against the limits. */
function endOf(conversation: Conversation, spoke: boolean): End {
  const result = conversation.metadata.phone_call?.call_result
  if (result === 'busy' || result === 'no_answer') return result
  if (reachedVoicemail(conversation)) return 'voicemail'
  if (spoke) return 'completed'
  return result === 'failed' || conversation.status === 'failed' ? 'failed' : 'completed'
}

/** Voicemail is an ordinary finished conversation for the provider; any one of its three signs tells. */
function reachedVoicemail(conversation: Conversation): boolean {
  if (conversation.metadata.phone_call?.call_result === 'voicemail') return true
  if (conversation.metadata.features_usage?.voicemail_detection?.used) return true
  return (conversation.transcript ?? []).some((turn) => turn.tool_calls?.some((call) => call.tool_name === 'voicemail_detection'))
}

function wasAnswered({ metadata }: Conversation): boolean {
  return typeof metadata.accepted_time_unix_secs === 'number' || metadata.phone_call?.call_result === 'answered'
}

function answerClassOf(conversation: Conversation, end: End, spoke: boolean): AnswerClass {
  switch (end) {
    case 'completed':
      return spoke ? 'human' : 'unknown'
    case 'failed':
      // Somebody took the call and nobody knows who: it must not pass for a call that never rang.
      return wasAnswered(conversation) ? 'unknown' : 'failed'
    default:
      return end
  }
}

function answeredAt({ metadata }: Conversation, end: End, spoke: boolean): Instant | null {
  if (end === 'busy' || end === 'no_answer') return null
  if (typeof metadata.accepted_time_unix_secs === 'number') return instantOf(metadata.accepted_time_unix_secs * 1000)
  return spoke ? instantOf(metadata.start_time_unix_secs * 1000) : null
}

/** `termination_reason` is prose for humans and may change any day: it is matched loosely, first match wins. */
const endReasons: [RegExp, string][] = [
  [/voice ?mail/i, 'voicemail'],
  [/end_call|ended by (the )?(agent|assistant)/i, 'agent_goodbye'],
  [/max(imum)?[ _](call |conversation )?duration|time limit/i, 'max_duration'],
  [/transfer/i, 'transferred'],
  [/silence|inactiv|no user (input|response)/i, 'silence'],
  [/remote party|client disconnect|hung up|hang ?up|user (ended|left)|ended by (the )?(user|customer|caller)/i, 'remote_party_hung_up'],
  [/error|fail|time(d )?out|exceeded/i, 'error'],
]

/**
 * A short word for the end: `busy`, `no_answer`, `voicemail`, one of `endReasons`, `customer_goodbye` where the other side hung up after a goodbye,
 * `error` where the provider names an error, `other` for prose that nothing matches, `unknown` where there is none.
 */
function endReasonOf({ metadata, status }: Conversation, end: End, turns: readonly FinalTurn[]): string {
  if (end === 'busy' || end === 'no_answer' || end === 'voicemail') return end
  const prose = metadata.termination_reason ?? ''
  const word = endReasons.find(([pattern]) => pattern.test(prose))?.[1]
  if (word === 'remote_party_hung_up') return turns.slice(-2).some(saysGoodbye) ? 'customer_goodbye' : word
  if (word) return word
  if (metadata.error || status === 'failed') return 'error'
  return prose.trim() ? 'other' : 'unknown'
}

function saysGoodbye(turn: FinalTurn): boolean {
  return /\b(bye|goodbye)\b/.test(fold(turn.text))
}
