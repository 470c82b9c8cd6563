// Time: the clock that is waited on, and how long people take to say things.
import { setTimeout as sleep } from 'node:timers/promises'

/** Passed in, so that a test can let an hour pass at once. Milliseconds throughout; `wait` rejects when the signal aborts. */
export type Clock = { now: () => number; wait: (ms: number, signal: AbortSignal) => Promise<void> }

export const wallClock: Clock = {
  now: () => Date.now(),
  wait: async (ms, signal) => {
    signal.throwIfAborted()
    if (ms > 0) await sleep(ms, undefined, { signal })
  },
}

/** A calm telephone voice. */
const wordsPerMinute = 150

/** How long these words take to say at human speed. */
export function spokenMs(text: string): number {
  return (wordsOf(text).length / wordsPerMinute) * 60_000
}

export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** `human`, `fast` (no waiting at all) or how many times faster than people the calls run. */
export function speedOf(text: string): number | undefined {
  if (text === 'human') return 1
  if (text === 'fast') return Number.POSITIVE_INFINITY
  const factor = Number(text)
  return Number.isFinite(factor) && factor > 0 ? factor : undefined
}
