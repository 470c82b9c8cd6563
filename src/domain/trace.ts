// What can be seen of a call from inside: spans, requests to models, notes of people. Instants in UTC, durations in milliseconds.

/** Stored: grows by optional fields only. */
export type Span = {
  id: string
  name: string
  component: string
  started_at: string
  duration_ms: number
  attributes: Record<string, string | number | boolean | null>
}

/** One request to a model, after redaction. Stored: grows by optional fields only. */
export type ModelCall = {
  id: string
  at: string
  task: string
  model_asked: string
  model_answered: string | null
  prompt: unknown
  response: string | null
  prompt_tokens: number | null
  completion_tokens: number | null
  cost_usd: number | null
  latency_ms: number
  first_token_ms: number | null
  error: string | null
}

/** What was asked of models, and how long everything took. */
export type Trace = { model_calls: ModelCall[]; spans: Span[] }

export type Note = { id: string; at: string; by: string; text: string }

export type CostLine = { kind: 'voice' | 'model'; task: string; model: string | null; usd: number }
export type Cost = { voice_usd: number; llm_usd: number; total_usd: number; lines: CostLine[] }

/** US dollars, rounded to a millionth so that sums of tokens do not drift. */
export function costOf(voice_usd: number | null, calls: readonly ModelCall[]): Cost {
  const models = calls
    .filter((call) => call.cost_usd)
    .map((call): CostLine => ({ kind: 'model', task: call.task, model: call.model_answered ?? call.model_asked, usd: call.cost_usd ?? 0 }))
  const llm_usd = rounded(models.reduce((sum, line) => sum + line.usd, 0))
  const voice: CostLine[] = voice_usd ? [{ kind: 'voice', task: 'conversation', model: null, usd: voice_usd }] : []
  return { voice_usd: voice_usd ?? 0, llm_usd, total_usd: rounded((voice_usd ?? 0) + llm_usd), lines: [...voice, ...models] }
}

function rounded(usd: number): number {
  return Math.round(usd * 1e6) / 1e6
}

export type Latency = {
  first_token_ms: { p50: number; p95: number; n: number }
  components: { component: string; name: string; p50: number; p95: number; n: number }[]
}

export function latencyOf(calls: readonly ModelCall[], spans: readonly Span[]): Latency {
  const first = calls.flatMap((call) => (call.first_token_ms === null ? [] : [call.first_token_ms]))
  const groups = Map.groupBy(spans, (span) => `${span.component}\u0000${span.name}`)
  const components = [...groups.values()].flatMap(([span, ...rest]) => {
    if (!span) return []
    return [{ component: span.component, name: span.name, ...percentiles([span, ...rest].map((one) => one.duration_ms)) }]
  })
  return { first_token_ms: percentiles(first), components }
}

function percentiles(values: readonly number[]): { p50: number; p95: number; n: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { p50: at(0.5), p95: at(0.95), n: sorted.length }
}
