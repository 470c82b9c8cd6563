// One call as the emulator knows it: who was dialled with what, how far it got, and what was said.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'

const scalarSchema = z.union([z.string(), z.number(), z.boolean()])

/** What the caller of the API says about a conversation before it begins. Unknown keys pass: the platform has many more. */
const clientDataSchema = z.looseObject({
  dynamic_variables: z.record(z.string(), scalarSchema).nullish(),
  conversation_config_override: z
    .looseObject({
      agent: z
        .looseObject({
          first_message: z.string().nullish(),
          language: z.string().nullish(),
          prompt: z.looseObject({ prompt: z.string().nullish() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
  custom_llm_extra_body: z.record(z.string(), z.unknown()).nullish(),
  user_id: z.string().nullish(),
})

/** The body of an outbound call, over Twilio or a SIP trunk. */
export const dialSchema = z.looseObject({
  agent_id: z.string().min(1),
  agent_phone_number_id: z.string().min(1),
  to_number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'Not an E.164 number'),
  conversation_initiation_client_data: clientDataSchema.nullish(),
  telephony_call_config: z.looseObject({ ringing_timeout_secs: z.number().min(1).max(999).nullish() }).nullish(),
})
export type Dial = z.infer<typeof dialSchema>

export type Carrier = 'twilio' | 'sip_trunk'
export type Variables = Readonly<Record<string, string | number | boolean>>

/** A tool call as the custom LLM asked for it; `arguments` is the JSON text it sent. */
export type ToolCall = { id: string; name: string; arguments: string }
/** What became of it. `result` is the provider's typed result, null where the tool is unknown. */
export type ToolResult = { call: ToolCall; text: string; is_error: boolean; result: Record<string, unknown> | null }

/** One turn of the transcript. `original_message` is what would have been said, where the caller cut in. */
export type Turn = {
  role: 'agent' | 'user'
  message: string | null
  original_message: string | null
  at_ms: number
  tool: ToolResult | null
  /** Waiting time for the first words of the custom LLM; null where it was not asked. */
  first_words_ms: number | null
}

/** Unlike the provider's, our calls can say how every delivery about them went. */
type Delivery = { event: string; attempt: number; at: string; status: number | null; fault: string | null }

export type Call = {
  /** Rises by one with every call of this run. */
  serial: number
  conversation_id: string
  call_sid: string
  carrier: Carrier
  pack_id: string
  dial: Dial
  status: 'initiated' | 'in-progress' | 'processing' | 'done' | 'failed'
  /** Real time. */
  started_at_ms: number
  accepted_at_ms: number | null
  /** Time since the call was answered, as it would have passed with people speaking. */
  elapsed_ms: number
  turns: Turn[]
  call_result: null | 'answered' | 'voicemail' | 'busy' | 'no_answer' | 'failed'
  termination_reason: string
  error: { code: number; reason: string } | null
  persona_id: string | null
  /** What was said aloud, however the transcript came to record it. */
  spoken: { speaker: 'agent' | 'user'; text: string; at_secs: number }[]
  /** Requests to the custom LLM, good or bad. */
  llm_requests: number
  llm_failures: string[]
  deliveries: Delivery[]
}

/** The telephone number that calls come from. */
export const agentNumber = '+15550100142'

/** A call that was accepted and has not rung yet. Ids are never seeded: a product keeps them over a restart of the emulator. */
export function newCall(given: { serial: number; carrier: Carrier; pack_id: string; dial: Dial; now: number }): Call {
  return {
    serial: given.serial,
    conversation_id: `conv_${hexadecimal().slice(0, 26)}`,
    call_sid: `CA${hexadecimal()}`,
    carrier: given.carrier,
    pack_id: given.pack_id,
    dial: given.dial,
    status: 'initiated',
    started_at_ms: given.now,
    accepted_at_ms: null,
    elapsed_ms: 0,
    turns: [],
    call_result: null,
    termination_reason: '',
    error: null,
    persona_id: null,
    spoken: [],
    llm_requests: 0,
    llm_failures: [],
    deliveries: [],
  }
}

/** The variables given with the call, and those the platform adds. */
export function variablesOf(call: Call): Variables {
  return {
    ...call.dial.conversation_initiation_client_data?.dynamic_variables,
    system__agent_id: call.dial.agent_id,
    system__current_agent_id: call.dial.agent_id,
    system__conversation_id: call.conversation_id,
    system__caller_id: agentNumber,
    system__called_number: call.dial.to_number,
    system__call_sid: call.call_sid,
    system__call_duration_secs: secondsInto(call),
    system__time_utc: new Date(call.started_at_ms).toISOString(),
    system__is_text_only: false,
  }
}

/** Whole seconds since the call was answered. */
export function secondsInto(call: Call): number {
  return Math.floor(call.elapsed_ms / 1000)
}

export function userIdOf(call: Call): string | null {
  return call.dial.conversation_initiation_client_data?.user_id ?? null
}

function hexadecimal(): string {
  return randomUUID().replaceAll('-', '')
}
