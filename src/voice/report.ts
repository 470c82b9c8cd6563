// From what the provider sent to what it reports of a call.
import { createHash } from 'node:crypto'
import type { Report } from '../domain/report.ts'
import type { ConversationRecord } from './conversation-record.ts'
import type { Delivery } from './provider-events.ts'

/** @returns null for a delivery that names no conversation: it cannot be about a call */
export function reportOf(delivery: Delivery): Report | null {
  switch (delivery.kind) {
    case 'transcription':
      return reportOfRecord(delivery.record)
    case 'initiation_failure': {
      const { conversation_id, agent_id, end, final } = delivery
      return { kind: 'ending', conversation_id, agent_id, end, final }
    }
    case 'audio':
      return { kind: 'other', conversation_id: delivery.conversation_id, agent_id: delivery.agent_id, type: 'post_call_audio' }
    case 'unknown': {
      const { conversation_id, agent_id, type } = delivery
      return conversation_id ? { kind: 'other', conversation_id, agent_id, type } : null
    }
  }
}

export function reportOfRecord({ conversation_id, agent_id, status, end, final, turns }: ConversationRecord): Report {
  if (status === 'done' || status === 'failed') return { kind: 'record', conversation_id, agent_id, end, final, turns }
  return { kind: 'under_way', conversation_id, agent_id, over: status === 'processing' }
}

/** Of what is reported, not of the bytes that brought it: a webhook and a poll of one record agree. */
export function digestOf(report: Report): string {
  return createHash('sha256').update(JSON.stringify(report)).digest('hex')
}
