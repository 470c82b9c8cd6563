// Conversations from a file, and how each becomes the webhook that the voice provider would have sent for it.
import { createHash, createHmac } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'

/** One line of a file: a conversation of two speakers, with or without times. */
export const conversationSchema = z.looseObject({
  id: z.string().min(1),
  duration_seconds: z.number().nonnegative().optional(),
  entries: z.array(z.looseObject({ speaker: z.enum(['agent', 'customer']), text: z.string(), at_ms: z.number().nonnegative().optional() })),
})
export type Conversation = z.infer<typeof conversationSchema>

/** Where a file has no times: an unhurried speaker of American English, without pauses between turns. */
export const wordsPerMinute = 150

/** @throws Error naming file and line when a line is not a conversation */
export async function* conversationsOf(file: string): AsyncGenerator<Conversation> {
  let number = 0
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === '') continue
    try {
      yield conversationSchema.parse(JSON.parse(line))
    } catch (error) {
      throw new Error(`${file}, line ${number}, is not a conversation`, { cause: error })
    }
  }
}

/** The provider's name for a conversation of a file: the same file read twice reports the same conversations. */
export function conversationIdOf({ id }: Conversation): string {
  return `conv_${createHash('sha256').update(id).digest('hex').slice(0, 28)}`
}

/** The entries that say something: a blank one is no turn. */
export function spokenEntries(conversation: Conversation): number {
  return conversation.entries.filter((entry) => entry.text.trim() !== '').length
}

/**
 * When each entry begins, and when the last one ends, in milliseconds from the start.
 * Times of the file are taken where every entry has one; else the speaking rate gives all of them.
 */
export function timesOf(conversation: Conversation): { at_ms: number[]; duration_ms: number; stated: boolean } {
  const spoken = conversation.entries.map((entry) => (entry.text.split(/\s+/).filter(Boolean).length / wordsPerMinute) * 60_000)
  const stated = conversation.entries.length > 0 && conversation.entries.every((entry) => entry.at_ms !== undefined)
  const at_ms = stated ? conversation.entries.map((entry) => entry.at_ms ?? 0) : spoken.map((_, i) => Math.round(sum(spoken.slice(0, i))))
  const end = Math.round((at_ms.at(-1) ?? 0) + (spoken.at(-1) ?? 0))
  return { at_ms, duration_ms: Math.max(end, (conversation.duration_seconds ?? 0) * 1000), stated }
}

/**
 * The webhook for a conversation, as raw body: the provider's own account of a finished web call in which nothing else is known.
 * @param startedAt in milliseconds since 1970
 */
export function webhookOf(conversation: Conversation, agent_id: string, startedAt: number): string {
  const { at_ms, duration_ms } = timesOf(conversation)
  const call_duration_secs = Math.ceil(duration_ms / 1000)
  const start_time_unix_secs = Math.floor(startedAt / 1000)
  return JSON.stringify({
    type: 'post_call_transcription',
    event_timestamp: start_time_unix_secs + call_duration_secs,
    data: {
      agent_id,
      conversation_id: conversationIdOf(conversation),
      status: 'done',
      user_id: null,
      transcript: conversation.entries.map((entry, i) => ({
        role: entry.speaker === 'agent' ? 'agent' : 'user',
        message: entry.text,
        time_in_call_secs: Math.floor((at_ms[i] ?? 0) / 1000),
        interrupted: false,
        tool_calls: [],
        tool_results: [],
      })),
      metadata: {
        start_time_unix_secs,
        accepted_time_unix_secs: start_time_unix_secs,
        call_duration_secs,
        termination_reason: 'Call ended by remote party',
        phone_call: null,
      },
      analysis: null,
      conversation_initiation_client_data: { dynamic_variables: {} },
      has_audio: false,
      has_user_audio: false,
      has_response_audio: false,
    },
  })
}

/** The value of the `ElevenLabs-Signature` header. @param at in milliseconds since 1970 */
export function signatureOf(body: string, secret: string, at: number): string {
  const t = Math.floor(at / 1000)
  return `t=${t},v0=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
