// Which model does which task, with its limits and prices: data, so that a change of model is a change of one line.
// Slugs, prices and retirements: contracts/openrouter.md section 8, catalogue of July 2026, read 2026-11-23.

export const tasks = ['conversation', 'sentiment', 'promise', 'analysis'] as const
export type Task = (typeof tasks)[number]

export type ModelPlan = {
  primary: string
  /** In order; asked when those before failed. */
  fallbacks: readonly string[]
  /** Null where the models take none: with `require_parameters` an unsupported one would leave no endpoint. */
  temperature: number | null
  max_tokens: number
  /** For the whole answer; of a stream, for the longest silence within it. */
  timeoutMs: number
}

export const models = {
  // Somebody is waiting on the phone: short answers, and silence is a failure.
  conversation: { primary: 'qwen/qwen3-30b-a3b', fallbacks: ['openai/gpt-4o'], temperature: 0.3, max_tokens: 200, timeoutMs: 4_000 },
  sentiment: { primary: 'openai/gpt-4o-mini', fallbacks: ['openai/gpt-oss-120b'], temperature: 0, max_tokens: 300, timeoutMs: 20_000 },
  promise: {
    primary: 'openai/gpt-5.1',
    fallbacks: ['openai/gpt-oss-120b', 'google/gemini-2.5-pro', 'anthropic/claude-sonnet-4.6'],
    temperature: null,
    max_tokens: 3_000,
    timeoutMs: 45_000,
  },
  analysis: {
    primary: 'openai/gpt-5.1',
    fallbacks: ['openai/gpt-oss-120b', 'google/gemini-2.5-pro', 'anthropic/claude-sonnet-4.6'],
    temperature: null,
    // Reasoning counts as output, so this is well above what the schema needs.
    max_tokens: 6_000,
    timeoutMs: 60_000,
  },
} as const satisfies Record<Task, ModelPlan>

/** US dollars per million tokens. Only for answers that came without their cost; `usage.cost` is the price that was charged. */
export const prices: Readonly<Record<string, { input: number; output: number }>> = {
  'qwen/qwen3-30b-a3b': { input: 0.12, output: 0.5 },
  'openai/gpt-4o': { input: 2.5, output: 10 },
  'openai/gpt-4o-mini': { input: 0.15, output: 0.6 },
  'openai/gpt-5.1': { input: 1.25, output: 10 },
  'openai/gpt-oss-120b': { input: 0.03, output: 0.15 },
  'google/gemini-2.5-pro': { input: 1.25, output: 10 },
}
