// The next reply of a call, streamed: the conversation model, and its fallback when that one fails before it has said a word.
import type { Config } from '../config.ts'
import { concernsAccount, failure, type ModelFailure } from './model-failure.ts'
import { type StreamPart, stream, type ToolCall } from './model-stream.ts'
import { models } from './models.ts'
import type { ChatMessage, LoggedCall } from './openrouter.ts'

/** So long a caller hears nothing before the next model is asked; two models stay well below the ten seconds after which people hang up. */
const firstTokenMs = 2_500

/**
 * `model`: who is asked now. `usage`: one request is over, for the log. `failed`: nothing more comes; `spoken` tells whether words went out.
 * A reply that goes well ends without a closing part.
 */
export type ReplyPart =
  | { kind: 'model'; model: string }
  | { kind: 'words'; text: string }
  | { kind: 'tool_call'; call: ToolCall }
  | { kind: 'usage'; call: LoggedCall }
  | { kind: 'failed'; failure: ModelFailure; spoken: boolean }

export type ReplyRequest = { messages: readonly ChatMessage[]; tools: readonly unknown[]; signal: AbortSignal }

/** Asks nobody without a key: the stream then fails at once, and the caller's local brain speaks. */
export async function* streamReply(config: Config, { messages, tools, signal }: ReplyRequest): AsyncGenerator<ReplyPart, void> {
  const { primary, fallbacks } = models.conversation
  let last: ModelFailure = failure('unauthenticated')
  let spoken = false
  if (config.OPENROUTER_API_KEY === undefined) return yield { kind: 'failed', failure: last, spoken }
  for (const model of [primary, ...fallbacks]) {
    yield { kind: 'model', model }
    for await (const part of stream(config, messages, { task: 'conversation', model, tools, firstTokenMs }, signal)) {
      if (part.kind === 'content' || part.kind === 'tool_call') spoken = true
      if (part.kind === 'failed') last = part.failure
      yield replyPart(part)
      if (part.kind === 'finish') return
    }
    if (spoken || signal.aborted || concernsAccount(last.kind)) break
  }
  yield { kind: 'failed', failure: last, spoken }
}

function replyPart(part: StreamPart): ReplyPart {
  switch (part.kind) {
    case 'content':
      return { kind: 'words', text: part.text }
    case 'tool_call':
      return { kind: 'tool_call', call: part.call }
    default:
      return { kind: 'usage', call: part.call }
  }
}
