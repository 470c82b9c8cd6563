// The call id of a conversation that nobody knows: derived, so that concurrent deliveries meet in one object (design, Finding the call).
import { createHash } from 'node:crypto'
import { idFromBytes } from '../domain/id.ts'

export function conversationCallId(conversation_id: string): string {
  return idFromBytes('call', createHash('sha256').update(`conversation ${conversation_id}`).digest())
}
