// The provider's webhooks, read into what they mean to us. Only the fields that we use are read; the rest may change as it likes.
import { z } from 'zod'
import type { End, FinalFacts } from '../domain/call.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { instantOf } from '../domain/time.ts'
import { type ConversationRecord, callIdHint, conversationSchema, recordOf, unixSecondsSchema } from './conversation-record.ts'

/** One verified webhook. `call_id_hint` is our own call id, where the delivery carries it; a busy line and a recording carry only the conversation. */
export type Delivery =
  | { kind: 'transcription'; conversation_id: string; agent_id: string; call_id_hint: string | null; record: ConversationRecord }
  | { kind: 'audio'; conversation_id: string; agent_id: string }
  | { kind: 'initiation_failure'; conversation_id: string; agent_id: string; end: Extract<End, 'busy' | 'no_answer' | 'failed'>; final: FinalFacts }
  | { kind: 'unknown'; type: string; conversation_id: string | null; agent_id: string | null }

const idSchema = z.string().min(1).max(200)
const typeSchema = z.object({ type: z.string().min(1).max(100) })
const transcriptionSchema = z.object({ data: conversationSchema })
const audioSchema = z.object({ data: z.object({ conversation_id: idSchema, agent_id: idSchema }) })
const failureSchema = z.object({
  event_timestamp: unixSecondsSchema,
  data: z.object({
    conversation_id: idSchema,
    agent_id: idSchema,
    failure_reason: z.string().nullish(),
    metadata: z
      .object({
        body: z
          .object({
            CallStatus: z.string().nullish(),
            SipResponseCode: z.union([z.string(), z.number()]).nullish(),
            sip_status_code: z.union([z.string(), z.number()]).nullish(),
          })
          .nullish(),
      })
      .nullish(),
  }),
})
const strangerSchema = z.object({ data: z.object({ conversation_id: idSchema.nullish().catch(null), agent_id: idSchema.nullish().catch(null) }).catch({}) })

/**
 * @param json a webhook's body, verified and parsed
 * @returns what it means, or zod's issues with every path that is not as the provider documents it
 */
export function readDelivery(json: unknown): Result<Delivery, z.core.$ZodIssue[]> {
  const envelope = typeSchema.safeParse(json)
  if (!envelope.success) return err(envelope.error.issues)
  switch (envelope.data.type) {
    case 'post_call_transcription':
      return read(transcriptionSchema, json, ({ data }) => ({
        kind: 'transcription',
        conversation_id: data.conversation_id,
        agent_id: data.agent_id,
        call_id_hint: callIdHint(data),
        record: recordOf(data),
      }))
    case 'post_call_audio':
      return read(audioSchema, json, ({ data }) => ({ kind: 'audio', conversation_id: data.conversation_id, agent_id: data.agent_id }))
    case 'call_initiation_failure':
      return read(failureSchema, json, failureOf)
    default:
      return read(strangerSchema, json, ({ data }) => ({
        kind: 'unknown',
        type: envelope.data.type,
        conversation_id: data.conversation_id ?? null,
        agent_id: data.agent_id ?? null,
      }))
  }
}

function read<Body>(schema: z.ZodType<Body>, json: unknown, meaning: (body: Body) => Delivery): Result<Delivery, z.core.$ZodIssue[]> {
  const parsed = schema.safeParse(json)
  return parsed.success ? ok(meaning(parsed.data)) : err(parsed.error.issues)
}

function failureOf({ event_timestamp, data }: z.infer<typeof failureSchema>): Delivery {
  const carrier = data.metadata?.body
  // `unknown` covers whatever the carrier said; its own word is the better one.
  const reason = [data.failure_reason, carrier?.CallStatus].find((word) => word === 'busy' || word === 'no-answer')
  const end = reason === 'busy' ? 'busy' : reason === 'no-answer' ? 'no_answer' : 'failed'
  const code = String(carrier?.SipResponseCode ?? carrier?.sip_status_code ?? '')
  return {
    kind: 'initiation_failure',
    conversation_id: data.conversation_id,
    agent_id: data.agent_id,
    end,
    final: {
      answer_class: end,
      end_reason: end !== 'failed' ? end : /^\d{3}$/.test(code) ? `carrier_sip_${code}` : 'carrier_failed',
      answered_at: null,
      ended_at: instantOf(event_timestamp * 1000),
      duration_seconds: 0,
      voice_usd: null,
    },
  }
}
