// From the messages of a chat completion to the turns of a transcript.
import { createHash } from 'node:crypto'
import { redact } from '../../domain/redaction.ts'
import { fold, type Turn } from '../../domain/transcript.ts'
import type { ChatMessage } from './chat-request.ts'

/**
 * What was spoken, in order. The provider sends the whole history with every request, so a turn's place in it is its identity; what a
 * caller said may still change while it is being recognised, so there the words belong to the identity too.
 * @returns the turns, and the key of the turn that is to be answered: the same request again has the same key
 */
export function turnsOf(messages: readonly ChatMessage[], at: string): { turns: Turn[]; key: string } {
  const spoken = messages.filter(
    (message) => (message.role === 'user' || message.role === 'assistant') && typeof message.content === 'string' && message.content.trim() !== '',
  )
  const turns = spoken.map((message, place): Turn => {
    const { text, redacted } = redact(message.content ?? '')
    const speaker = message.role === 'user' ? 'customer' : 'agent'
    const entry_id = speaker === 'agent' ? agentEntryId(place) : `llm:${place}:${digest(fold(text)).slice(0, 12)}`
    return { entry_id, speaker, text, at, offset_ms: null, source: 'live', interrupted: false, redacted, tool_calls: [] }
  })
  const last = messages.findLast((message) => message.role === 'user')
  return { turns, key: digest(`${messages.length}\n${fold(last?.content ?? '')}`) }
}

/** The id of what the agent says at this place of the history. */
export function agentEntryId(place: number): string {
  return `llm:${place}`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
