// What all calls of one emulator share: settings, clock, registry, faults and what was asked for single numbers.
import type { Casting, PersonaBook } from './call/persona.ts'
import { createRegistry, type Registry } from './call/registry.ts'
import { createFaults, type Faults } from './faults.ts'
import type { Clock } from './pace.ts'
import type { Settings } from './settings.ts'

/** The ways in which a dial can fail to reach anybody, in the provider's words. */
export type FailureReason = 'busy' | 'no-answer' | 'unknown'

export type Plans = {
  /** Real milliseconds before each further attempt at a custom LLM that failed. */
  llmRetryDelaysMs: readonly number[]
  /** When a webhook that was not taken is sent again: milliseconds after the first try, at human speed. */
  webhookRetryAtMs: readonly number[]
}

/**
 * The provider promises at least three attempts at a custom LLM and names no delays: these outlast a restart of the product.
 * Webhooks: 30 s, 2 min, 8 min and 30 min after the first try.
 */
export const providerPlans: Plans = {
  llmRetryDelaysMs: [1_000, 3_000, 5_000, 8_000],
  webhookRetryAtMs: [30_000, 120_000, 480_000, 1_800_000],
}

export type Exchange = {
  settings: Settings
  clock: Clock
  plans: Plans
  book: PersonaBook
  registry: Registry
  faults: Faults
  /** By number; in force until it is replaced. */
  castings: Map<string, Casting>
  /** By number; `times` counts down. */
  outcomes: Map<string, { outcome: FailureReason; times: number }>
  /** Aborts everything that is under way when the emulator is reset or closed; a reset puts a new one here. */
  signal: AbortSignal
  reset: () => void
}

export function createExchange(given: { settings: Settings; clock: Clock; plans: Plans; book: PersonaBook }): Exchange {
  let life = new AbortController()
  const exchange: Exchange = {
    ...given,
    registry: createRegistry(),
    faults: createFaults(),
    castings: new Map(),
    outcomes: new Map(),
    signal: life.signal,
    reset: () => {
      life.abort()
      life = new AbortController()
      exchange.signal = life.signal
      exchange.registry.clear()
      exchange.faults.clear()
      exchange.castings.clear()
      exchange.outcomes.clear()
    },
  }
  return exchange
}
