// What the webhooks say: the envelope, and the two kinds of message about a call.
import { agentNumber, type Call } from '../call/call.ts'
import { conversationOf } from '../call/wire.ts'
import type { FailureReason } from '../exchange.ts'

/** `retried`: only transcriptions are ever sent again. `data` is what stands under that key on the wire. */
export type WebhookEvent = { type: string; event_timestamp: number; data: unknown; retried: boolean }

/** The call is over and was processed. */
export function transcription(call: Call, now: number): WebhookEvent {
  return { type: 'post_call_transcription', event_timestamp: unixSeconds(now), data: conversationOf(call), retried: true }
}

/** Nobody was reached. It carries neither variables nor user id. */
export function initiationFailure(call: Call, reason: FailureReason, now: number): WebhookEvent {
  return {
    type: 'call_initiation_failure',
    event_timestamp: unixSeconds(now),
    data: {
      agent_id: call.dial.agent_id,
      conversation_id: call.conversation_id,
      failure_reason: reason,
      metadata: call.carrier === 'twilio' ? { type: 'twilio', body: statusCallback(call, reason, now) } : { type: 'sip', body: sipFailure(call, reason) },
    },
    retried: false,
  }
}

/** The carrier's words for each reason. */
const carrierWords = {
  busy: { CallStatus: 'busy', SipResponseCode: '486', sipText: 'Busy Here' },
  'no-answer': { CallStatus: 'no-answer', SipResponseCode: '487', sipText: 'Request Terminated' },
  unknown: { CallStatus: 'failed', SipResponseCode: '404', sipText: 'Not Found' },
} as const satisfies Record<FailureReason, unknown>

/** Twilio's status callback as JSON: all strings. */
function statusCallback(call: Call, reason: FailureReason, now: number): Record<string, string> {
  const { CallStatus, SipResponseCode } = carrierWords[reason]
  const number = call.dial.to_number
  return {
    AccountSid: `AC${'0'.repeat(31)}1`,
    ApiVersion: '2010-04-01',
    CallDuration: '0',
    CallSid: call.call_sid,
    CallStatus,
    CallbackSource: 'call-progress-events',
    Called: number,
    ...place('Called'),
    Caller: agentNumber,
    ...place('Caller'),
    Direction: 'outbound-api',
    Duration: '0',
    From: agentNumber,
    ...place('From'),
    SequenceNumber: '2',
    SipResponseCode,
    Timestamp: new Date(now).toUTCString().replace('GMT', '+0000'),
    To: number,
    ...place('To'),
  }
}

function place(party: string): Record<string, string> {
  return { [`${party}City`]: '', [`${party}Country`]: 'US', [`${party}State`]: '', [`${party}Zip`]: '' }
}

function sipFailure(call: Call, reason: FailureReason) {
  const { SipResponseCode, sipText } = carrierWords[reason]
  return {
    from_number: agentNumber,
    to_number: call.dial.to_number,
    sip_status_code: Number(SipResponseCode),
    sip_status: sipText,
    error_reason: sipText,
    call_sid: call.call_sid,
  }
}

function unixSeconds(now: number): number {
  return Math.floor(now / 1000)
}
