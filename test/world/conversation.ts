// Conversations and webhooks in the provider's own shape, written out where a test needs them.
import { createHmac } from 'node:crypto'
import { localValues } from '../../src/config.ts'
import { type Answer, ask } from './client.ts'

export type Said = readonly [speaker: 'agent' | 'customer', text: string]
export type Conversation = Record<string, unknown> & { conversation_id: string; agent_id: string; user_id: string | null; status: string }

export const agents = { collections: 'agent_local_collections', roadside: 'agent_local_roadside' } as const

/** Seconds between two turns, of which the first is spoken at once. */
const pace = 8

/** A talk in which a payment for tomorrow is promised, long enough to be read. */
export const aPromise: readonly Said[] = [
  ['agent', 'Hello, this is the automated assistant of Parley. Am I speaking with Maria Delgado?'],
  ['customer', 'Yes, this is Maria.'],
  ['agent', 'Your balance is 1,250.50 dollars. When could you make a payment?'],
  ['customer', 'I will pay 200 dollars tomorrow by card.'],
  ['agent', 'So that is 200 dollars tomorrow, by card. Is that right?'],
  ['customer', 'Yes, that is right. Goodbye.'],
]

/** A conversation as the provider keeps it, ended now unless it says otherwise. */
export function conversationOf(given: {
  conversation_id: string
  agent_id?: string
  said?: readonly Said[]
  call_id?: string | null
  status?: string
  seconds?: number
}): Conversation {
  const { conversation_id, agent_id = agents.collections, said = [], call_id = null, status = 'done', seconds = said.length * pace } = given
  return {
    agent_id,
    conversation_id,
    status,
    user_id: call_id,
    transcript: said.map(([speaker, message], place) => ({
      role: speaker === 'agent' ? 'agent' : 'user',
      message,
      time_in_call_secs: place * pace,
      tool_calls: [],
      tool_results: [],
      interrupted: false,
    })),
    metadata: {
      start_time_unix_secs: Math.floor(Date.now() / 1000) - seconds,
      accepted_time_unix_secs: null,
      call_duration_secs: seconds,
      cost_fiat: 0.1,
      termination_reason: 'Call ended by remote party',
      error: null,
      phone_call: { direction: 'outbound', external_number: null, call_sid: null },
      features_usage: {},
    },
    analysis: null,
    conversation_initiation_client_data: { dynamic_variables: call_id ? { call_id } : {} },
  }
}

export function transcription(conversation: Conversation): object {
  return { type: 'post_call_transcription', event_timestamp: seconds(), data: conversation }
}

export function recording(conversation_id: string, agent_id: string = agents.collections): object {
  return { type: 'post_call_audio', event_timestamp: seconds(), data: { conversation_id, agent_id, full_audio: 'UklGRg==' } }
}

/** Nobody took the call. Carries no call id: only the conversation says whose it is. */
export function initiationFailure(conversation_id: string, failure_reason: 'busy' | 'no-answer' | 'unknown', agent_id: string = agents.collections): object {
  return {
    type: 'call_initiation_failure',
    event_timestamp: seconds(),
    data: { agent_id, conversation_id, failure_reason, metadata: { type: 'twilio', body: { CallStatus: failure_reason } } },
  }
}

/** Sends a webhook as the provider does. */
export function deliver(webhook: object): Promise<Answer> {
  const { raw, header } = signed(webhook)
  return ask('POST', '/api/webhooks/elevenlabs', { key: null, raw, headers: { 'elevenlabs-signature': header } })
}

/** The bytes of a webhook, and the header that proves them now. */
export function signed(webhook: object): { raw: string; header: string } {
  const raw = JSON.stringify(webhook)
  const t = seconds()
  const signature = createHmac('sha256', localValues.ELEVENLABS_WEBHOOK_SECRET).update(`${t}.${raw}`).digest('hex')
  return { raw, header: `t=${t},v0=${signature}` }
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}
