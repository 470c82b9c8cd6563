// The one file that speaks to OpenRouter: a request with its limits, every failure under its name, and a record for the model log.
import type OpenAI from 'openai'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { ModelCall } from '../domain/trace.ts'
import { costUsd, type Usage } from './cost.ts'
import { failure, failureText, kindOfStatus, type ModelFailure } from './model-failure.ts'
import { models, type Task } from './models.ts'

/** A message in the form of OpenAI's chat, without any field of the voice provider's. */
export type ChatMessage = {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool'
  content?: string | null | undefined
  tool_calls?: readonly unknown[] | null | undefined
  tool_call_id?: string | undefined
}

/** `schema` is a strict JSON schema: all fields required, no others. */
export type AnswerFormat = { name: string; schema: Record<string, unknown> }
export type Completion = { text: string; model: string }
/** What the model log keeps of a request; its id is given by whoever stores it. */
export type LoggedCall = Omit<ModelCall, 'id'>
export type Asked = { result: Result<Completion, ModelFailure>; call: LoggedCall }

/** Nothing of a call may be kept or trained on, and a parameter that is not obeyed is no answer. */
export const routing = { data_collection: 'deny', require_parameters: true } as const

const errorSchema = z.object({ code: z.union([z.number(), z.string()]).nullish(), metadata: z.looseObject({ error_type: z.string().nullish() }).nullish() })
export const usageSchema = z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish(), cost: z.number().nullish() })
const completionSchema = z.object({
  model: z.string().nullish(),
  error: errorSchema.nullish(),
  usage: usageSchema.nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        error: errorSchema.nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
})

export type ProviderError = z.infer<typeof errorSchema>

/**
 * A connection of its own for each request: the package does not retry, because its callers do.
 * Loaded only when a model is asked: the package is a good part of what a Worker can afford to load at its start.
 */
export async function connect(config: Config): Promise<OpenAI> {
  const { OpenAI } = await import('openai')
  return new OpenAI({
    apiKey: config.OPENROUTER_API_KEY ?? '',
    baseURL: config.OPENROUTER_BASE_URL,
    maxRetries: 0,
    // Its log lines quote bodies of requests.
    logLevel: 'off',
    defaultHeaders: { 'X-OpenRouter-Title': 'Parley' },
  })
}

/** One request of a task, answered whole. Never throws for a failure that contracts/openrouter.md names. */
export async function complete(config: Config, task: Task, messages: readonly ChatMessage[], format: AnswerFormat): Promise<Asked> {
  const plan = models[task]
  const body = {
    model: plan.primary,
    models: [plan.primary, ...plan.fallbacks],
    messages,
    max_tokens: plan.max_tokens,
    ...(plan.temperature === null ? {} : { temperature: plan.temperature }),
    provider: routing,
    response_format: { type: 'json_schema', json_schema: { name: format.name, strict: true, schema: format.schema } },
  }
  const log = startLog(task, plan.primary, messages)
  const client = await connect(config)
  const controller = new AbortController()
  // The package's own timeout ends with the head of the answer; this one covers the body too.
  const timer = setTimeout(() => controller.abort(), plan.timeoutMs)
  try {
    const raw = await client.post<unknown>('/chat/completions', { body, signal: controller.signal, timeout: plan.timeoutMs })
    return readAnswer(raw, log)
  } catch (error) {
    const failed = controller.signal.aborted ? failure('timeout') : await classify(error)
    return { result: err(failed), call: log({ error: failureText(failed) }) }
  } finally {
    clearTimeout(timer)
  }
}

/** Status 200 is no success yet: an error can stand in the body or in the choice, and an answer can be cut, refused or empty. */
function readAnswer(raw: unknown, log: ReturnType<typeof startLog>): Asked {
  const parsed = completionSchema.safeParse(raw)
  if (!parsed.success) return refuse(failure('malformed'), log, {})
  const { error, usage, model, choices } = parsed.data
  const [choice] = choices ?? []
  const tokens = usageOf(usage)
  const facts = { model_answered: model ?? null, usage: tokens, response: choice?.message?.content ?? null }
  const wrong = error ?? choice?.error
  if (wrong) return refuse(failureOf(wrong), log, facts)
  if (!choice?.message) return refuse(failure('malformed'), log, facts)
  if (choice.message.refusal || choice.finish_reason === 'content_filter') return refuse(failure('refused'), log, facts)
  if (choice.finish_reason === 'length') return refuse(failure('truncated'), log, facts)
  if (choice.finish_reason === 'error') return refuse(failure('unavailable'), log, facts)
  const text = choice.message.content ?? ''
  if (text.trim() === '') return refuse(failure('empty'), log, facts)
  const call = log(facts)
  return { result: ok({ text, model: model ?? call.model_asked }), call }
}

function refuse(failed: ModelFailure, log: ReturnType<typeof startLog>, facts: LogFacts): Asked {
  return { result: err(failed), call: log({ ...facts, error: failureText(failed) }) }
}

export function usageOf(usage: z.infer<typeof usageSchema> | null | undefined): Usage {
  return { prompt_tokens: usage?.prompt_tokens ?? null, completion_tokens: usage?.completion_tokens ?? null, cost: usage?.cost ?? null }
}

export function failureOf(error: ProviderError): ModelFailure {
  const status = Number(error.code)
  const code = error.metadata?.error_type ?? null
  if (code === 'refusal' || code === 'content_policy_violation') return failure('refused', { code })
  return failure(Number.isInteger(status) && status >= 400 ? kindOfStatus(status) : 'unavailable', { status: Number.isInteger(status) ? status : null, code })
}

/** A failure that the package threw. What it does not know by name is thrown on: that is our own mistake. */
export async function classify(error: unknown): Promise<ModelFailure> {
  const { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } = await import('openai')
  if (error instanceof APIUserAbortError) return failure('aborted')
  if (error instanceof APIConnectionTimeoutError) return failure('timeout')
  if (error instanceof APIConnectionError) return failure('unreachable')
  if (error instanceof APIError) {
    const inner = errorSchema.safeParse(error.error)
    const named = failureOf(inner.success ? inner.data : {})
    const status = typeof error.status === 'number' ? error.status : null
    const after = Number(error.headers instanceof Headers ? error.headers.get('retry-after') : Number.NaN)
    const kind = status === null || named.kind === 'refused' ? named.kind : kindOfStatus(status)
    return { ...named, kind, status: status ?? named.status, retry_after_seconds: Number.isFinite(after) && after > 0 ? after : null }
  }
  // A body that is no JSON (SyntaxError), or a connection that ended within it (TypeError of fetch).
  if (error instanceof SyntaxError) return failure('malformed')
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TypeError' || 'cause' in error)) return failure('unreachable')
  throw error
}

type LogFacts = { model_answered?: string | null; usage?: Usage; response?: string | null; first_token_ms?: number | null; error?: string }

/** Opens the record of one request; what it returns closes it. */
export function startLog(task: Task, model_asked: string, prompt: readonly ChatMessage[]): (facts: LogFacts) => LoggedCall {
  const started = Date.now()
  return ({ model_answered = null, usage = usageOf(null), response = null, first_token_ms = null, error }) => ({
    at: new Date(started).toISOString(),
    task,
    model_asked,
    model_answered,
    prompt,
    response,
    prompt_tokens: usage.prompt_tokens,
    completion_tokens: usage.completion_tokens,
    cost_usd: costUsd(model_answered ?? model_asked, usage),
    latency_ms: Date.now() - started,
    first_token_ms,
    error: error ?? null,
  })
}
