// What the clock on the wall shows in a zone, fast enough to be asked for every quarter hour of ten weeks.
import { Temporal } from 'temporal-polyfill'
import { day } from '../domain/time.ts'

/**
 * The time on the wall of one zone.
 * `local(at)` is in milliseconds, as if the wall's date and time stood in UTC: whole days of it are calendar days, the rest is the time of day.
 * `at` is in milliseconds since 1970.
 */
export type WallClock = { zone: string; local: (at: number) => number }

/** More zones than the rules ever hold against one another, so that a clock asked for often is never dropped in between. */
const clocksKept = 128
/** Days kept per zone: the search ahead and the history behind it, several times over. */
const daysKept = 512

const clocks = new Map<string, WallClock>()

/** The clock of a zone. Kept in memory only because the zone data is slow to ask; both caches are emptied when they are full. */
export function wallClock(zone: string): WallClock {
  const known = clocks.get(zone)
  if (known) return known
  if (clocks.size >= clocksKept) clocks.clear()
  const clock = makeClock(zone)
  clocks.set(zone, clock)
  return clock
}

/** The calendar day that a wall shows, as a count of days; neighbours differ by one, whatever their length in hours. */
export function dayOf(local: number): number {
  return Math.floor(local / day)
}

/** Milliseconds since midnight on the wall. */
export function timeOfDay(local: number): number {
  return local - dayOf(local) * day
}

/** Calendar days from one instant to another on one wall; negative when the second is earlier. */
export function daysBetweenOn(clock: WallClock, from: number, to: number): number {
  return dayOf(clock.local(to)) - dayOf(clock.local(from))
}

function makeClock(zone: string): WallClock {
  const offset = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6
  /** UTC day -> its offset, or null for a day in which the clocks are moved. */
  const offsets = new Map<number, number | null>()
  return {
    zone,
    local(at) {
      const utcDay = Math.floor(at / day)
      let settled = offsets.get(utcDay)
      if (settled === undefined) {
        if (offsets.size >= daysKept) offsets.clear()
        const first = offset(utcDay * day)
        settled = first === offset((utcDay + 1) * day) ? first : null
        offsets.set(utcDay, settled)
      }
      return at + (settled ?? offset(at))
    },
  }
}
