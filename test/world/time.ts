// Waiting for facts, and a clock that a test may set. Alarms follow the real clock: with this one ahead they wait until they are rung.
import { vi } from 'vitest'

const lookEveryMs = 25
const looks = 800

/** Looks until the look no longer throws; then what it saw, or in the end what it threw. */
export async function eventually<Seen>(look: () => Seen | Promise<Seen>): Promise<Seen> {
  let fault: unknown
  for (let n = 0; n < looks; n++) {
    try {
      return await look()
    } catch (error) {
      fault = error
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  throw fault
}

/** The clock of the Worker and of every object stands still at this instant; given back after each test. */
export function clockAt(instant: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(instant) })
}

/** From the moment it is first called the clock stands still, and moves by this only. */
export function clockForward(milliseconds: number): void {
  clockAt(new Date(Date.now() + milliseconds).toISOString())
}
