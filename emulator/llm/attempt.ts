// One question to the custom LLM, and the platform's patience with one that fails.
import { z } from 'zod'
import type { Call, ToolCall } from '../call/call.ts'
import type { Exchange } from '../exchange.ts'
import { eventsOf } from './event-stream.ts'

/** `text` is spoken as it stands. `first_words_ms` is the wait for the first of it, or for the first tool call. */
type Reply = { text: string; tool_calls: ToolCall[]; first_words_ms: number }

/** The whole answer must be here by then. The provider names no limit for one attempt; a turn of hers fails after 20 s. */
const attemptTimeoutMs = 15_000

const chunkSchema = z.looseObject({
  error: z.unknown().optional(),
  choices: z
    .array(
      z.looseObject({
        delta: z
          .looseObject({
            content: z.string().nullish(),
            tool_calls: z
              .array(
                z.looseObject({
                  index: z.int(),
                  id: z.string().nullish(),
                  function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      }),
    )
    .optional(),
})

/**
 * Asks until there is an answer: at once, then after each of the plan's delays. Every request has the same bytes.
 *
 * @returns the answer, or null after the last failure; what failed stands in `call.llm_failures`
 */
export async function ask(call: Call, body: string, exchange: Exchange): Promise<Reply | null> {
  const fault = exchange.faults.takeForLlm(body)
  if (fault?.do === 'abort') await attempt(call, body, exchange, { cutAtFirstWords: true })
  for (const delayMs of [0, ...exchange.plans.llmRetryDelaysMs]) {
    await exchange.clock.wait(delayMs, exchange.signal)
    const reply = await attempt(call, body, exchange, { cutAtFirstWords: false })
    if (reply && fault?.do === 'repeat') return (await attempt(call, body, exchange, { cutAtFirstWords: false })) ?? reply
    if (reply) return reply
  }
  return null
}

/** One request. A failure is noted and gives null, whatever it was: the platform treats them all alike. */
async function attempt(call: Call, body: string, exchange: Exchange, how: { cutAtFirstWords: boolean }): Promise<Reply | null> {
  call.llm_requests += 1
  try {
    return await request(body, exchange, how)
  } catch (error) {
    exchange.signal.throwIfAborted()
    call.llm_failures.push(reasonOf(error))
    return null
  }
}

async function request(body: string, exchange: Exchange, how: { cutAtFirstWords: boolean }): Promise<Reply> {
  const asked = exchange.clock.now()
  const done = new AbortController()
  try {
    const response = await fetch(`${exchange.settings.product}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${exchange.settings.llmSecret}` },
      body,
      signal: AbortSignal.any([exchange.signal, done.signal, AbortSignal.timeout(attemptTimeoutMs)]),
    })
    if (response.status !== 200) throw new Error(`status ${response.status}`)
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) throw new Error('no event stream')
    if (!response.body) throw new Error('no body')
    return await replyFrom(response.body, { sinceAsked: () => exchange.clock.now() - asked, ...how })
  } finally {
    // Whatever is left of an answer nobody listens to any more is not waited for.
    done.abort()
  }
}

async function replyFrom(body: AsyncIterable<Uint8Array>, how: { sinceAsked: () => number; cutAtFirstWords: boolean }): Promise<Reply> {
  let text = ''
  let firstMs: number | undefined
  const tools = new Map<number, ToolCall>()
  for await (const data of eventsOf(body)) {
    if (data === '[DONE]') {
      if (firstMs === undefined) throw new Error('empty answer')
      return { text, tool_calls: [...tools.values()], first_words_ms: firstMs }
    }
    const chunk = chunkSchema.parse(JSON.parse(data))
    if (chunk.error !== undefined) throw new Error('error inside the stream')
    const delta = chunk.choices?.[0]?.delta
    text += delta?.content ?? ''
    for (const part of delta?.tool_calls ?? []) {
      const tool = tools.get(part.index) ?? { id: '', name: '', arguments: '' }
      tools.set(part.index, {
        id: tool.id || (part.id ?? ''),
        name: tool.name + (part.function?.name ?? ''),
        arguments: tool.arguments + (part.function?.arguments ?? ''),
      })
    }
    if (firstMs === undefined && (text.trim() !== '' || tools.size > 0)) firstMs = how.sinceAsked()
    if (firstMs !== undefined && how.cutAtFirstWords) throw new Error('cut on request')
  }
  throw new Error('the stream ended without [DONE]')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
