// One streamed answer of one model, as parts: words as they come, then tool calls whole. Silence, a cut and an error are failures.
import { z } from 'zod'
import type { Config } from '../config.ts'
import { failure, failureText, type ModelFailure } from './model-failure.ts'
import { models, type Task } from './models.ts'
import { type ChatMessage, classify, connect, failureOf, type LoggedCall, routing, startLog, usageOf, usageSchema } from './openrouter.ts'

export type ToolCall = { id: string; name: string; arguments: string }
/** The last part is always `finish` or `failed`, once. */
export type StreamPart =
  | { kind: 'content'; text: string }
  | { kind: 'tool_call'; call: ToolCall }
  | { kind: 'finish'; reason: string; call: LoggedCall }
  | { kind: 'failed'; failure: ModelFailure; call: LoggedCall }

export type StreamOptions = {
  task: Task
  model: string
  tools: readonly unknown[]
  /** Until the first word or tool call, the connection included. */
  firstTokenMs: number
}

const chunkSchema = z.object({
  model: z.string().nullish(),
  error: z.object({ code: z.union([z.number(), z.string()]).nullish() }).nullish(),
  usage: usageSchema.nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        delta: z
          .object({
            content: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.int(),
                  id: z.string().nullish(),
                  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
})

/** After its last word an answer may still bring its price; nobody on the phone waits for that. */
const usageWaitMs = 500

const silent = Symbol('nothing came in time')

/**
 * @param signal  when it aborts, so does the request to the model, at once
 */
export async function* stream(config: Config, messages: readonly ChatMessage[], options: StreamOptions, signal: AbortSignal): AsyncGenerator<StreamPart, void> {
  const { task, model } = options
  const plan = models[task]
  const started = Date.now()
  const log = startLog(task, model, messages)
  const controller = new AbortController()
  const abort = () => controller.abort()
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  const heard: { text: string; tools: ToolCall[]; model: string; finish: string | null; usage: ReturnType<typeof usageOf>; first_token_ms: number | null } = {
    text: '',
    tools: [],
    model,
    finish: null,
    usage: usageOf(null),
    first_token_ms: null,
  }
  const record = (failed?: ModelFailure) =>
    log({
      model_answered: heard.first_token_ms === null ? null : heard.model,
      usage: heard.usage,
      response: heard.text === '' && heard.tools.length === 0 ? null : heard.text + (heard.tools.length > 0 ? JSON.stringify(heard.tools) : ''),
      first_token_ms: heard.first_token_ms,
      ...(failed ? { error: failureText(failed) } : {}),
    })
  const failed = (reason: ModelFailure): StreamPart => ({ kind: 'failed', failure: reason, call: record(reason) })
  try {
    const body = {
      model,
      messages,
      stream: true,
      max_tokens: plan.max_tokens,
      ...(plan.temperature === null ? {} : { temperature: plan.temperature }),
      ...(options.tools.length > 0 ? { tools: options.tools } : {}),
      provider: routing,
    }
    const patience = () => {
      if (heard.finish !== null) return usageWaitMs
      return heard.first_token_ms === null ? options.firstTokenMs - (Date.now() - started) : plan.timeoutMs
    }
    const chunks = await withTimeout(open(config, body, controller.signal), patience())
    if (chunks === silent) return yield failed(failure('timeout'))
    while (true) {
      const next = await withTimeout(chunks.next(), patience())
      if (next === silent && heard.finish === null) return yield failed(failure('timeout'))
      if (next === silent || next.done) break
      const chunk = chunkSchema.safeParse(next.value)
      if (!chunk.success) return yield failed(failure('malformed'))
      if (chunk.data.error) return yield failed(failureOf(chunk.data.error))
      if (chunk.data.model) heard.model = chunk.data.model
      if (chunk.data.usage) heard.usage = usageOf(chunk.data.usage)
      const [choice] = chunk.data.choices ?? []
      const text = choice?.delta?.content ?? ''
      for (const part of choice?.delta?.tool_calls ?? []) {
        const known = heard.tools[part.index] ?? { id: '', name: '', arguments: '' }
        heard.tools[part.index] = {
          id: part.id ?? known.id,
          name: known.name + (part.function?.name ?? ''),
          arguments: known.arguments + (part.function?.arguments ?? ''),
        }
      }
      if ((text !== '' || heard.tools.length > 0) && heard.first_token_ms === null) heard.first_token_ms = Date.now() - started
      if (text !== '') {
        heard.text += text
        yield { kind: 'content', text }
      }
      heard.finish = choice?.finish_reason ?? heard.finish
      if (heard.finish === 'error') return yield failed(failure('unavailable'))
    }
    // An abort ends the iteration in silence, and so does a cut: only a finish reason proves that the answer is whole.
    if (signal.aborted) return yield failed(failure('aborted'))
    if (heard.finish === null) return yield failed(failure('broken_off'))
    if (heard.finish === 'content_filter') return yield failed(failure('refused'))
    const calls = heard.tools.filter((call) => call.name !== '')
    if (heard.text.trim() === '' && calls.length === 0) return yield failed(failure('empty'))
    for (const call of calls) yield { kind: 'tool_call', call }
    yield { kind: 'finish', reason: heard.finish, call: record() }
  } catch (error) {
    yield failed(signal.aborted ? failure('aborted') : await classify(error))
  } finally {
    signal.removeEventListener('abort', abort)
    controller.abort()
  }
}

async function open(config: Config, body: Record<string, unknown>, signal: AbortSignal): Promise<AsyncIterator<unknown>> {
  const client = await connect(config)
  const chunks = await client.post<AsyncIterable<unknown>>('/chat/completions', { body, stream: true, signal })
  return chunks[Symbol.asyncIterator]()
}

/** The value, or `silent` once the time is up; a value that comes later is dropped with the request. */
async function withTimeout<Value>(work: Promise<Value>, milliseconds: number): Promise<Value | typeof silent> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<typeof silent>((resolve) => {
    timer = setTimeout(() => resolve(silent), Math.max(0, milliseconds))
  })
  // Whoever loses the race may still fail; nobody is left to hear it.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
