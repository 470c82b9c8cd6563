// Waiting for facts, and a clock that a test may set. Alarms follow the real clock: with this one ahead they wait until they are rung.
import { vi } from 'vitest'

const lookEveryMs = 25
/** Short of a test's own time, so that what was seen last is told. */
const patienceMs = 25_000

/** Looks until the look no longer throws; then what it saw, or in the end what it threw. */
export async function eventually<Seen>(look: () => Seen | Promise<Seen>): Promise<Seen> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await look()
    } catch (fault) {
      if (performance.now() > until) throw fault
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

/** The clock of the Worker and of every object stands still at this instant; given back after each test. */
export function clockAt(instant: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(instant) })
}

/** From the moment it is first called the clock stands still, and moves by this only. */
export function clockForward(milliseconds: number): void {
  clockAt(new Date(Date.now() + milliseconds).toISOString())
}
