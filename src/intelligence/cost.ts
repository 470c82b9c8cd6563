// What an answer of a model cost.
import { prices } from './models.ts'

/** Tokens as the model counts them; null where the answer did not say. `cost` is in US dollars, as charged. */
export type Usage = { prompt_tokens: number | null; completion_tokens: number | null; cost: number | null }

/** @returns US dollars: what was charged, else tokens times the list price, else null */
export function costUsd(model: string, usage: Usage): number | null {
  if (usage.cost !== null) return usage.cost
  const price = prices[model]
  if (!price || usage.prompt_tokens === null || usage.completion_tokens === null) return null
  return (usage.prompt_tokens * price.input + usage.completion_tokens * price.output) / 1_000_000
}
