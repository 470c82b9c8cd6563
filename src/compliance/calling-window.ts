// When: the hours of the law, the times that a person called inconvenient, and the deployment's own hours and quiet days.
import type { Flags } from '../domain/customer.ts'
import { hour, instantOf, minute } from '../domain/time.ts'
import { askedForThisTime } from './consent.ts'
import { type Facts, somewhere } from './facts.ts'
import { productChoice, type Rule, regulationF } from './rule.ts'
import { dayOf, timeOfDay } from './wall-clock.ts'

/**
 * Local hours in which outreach is open, half-open: the first opens, the second closes.
 * Source: 12 CFR 1006.6(b)(1)(i) and its comments, which leave 21:00:00 itself in doubt: here it is closed.
 */
export const lawfulHours = { opens: 8 * hour, closes: 21 * hour } as const

type InconvenientTime = NonNullable<Flags['inconvenient']>[number]

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export const callingWindowRules: readonly Rule[] = [
  {
    ...regulationF,
    id: 'REGF-6B1-HOURS',
    kind: 'defer',
    binds: 'debt',
    sentence: 'it is outside 8:00 to 21:00 where this person may be',
    source: '12 CFR 1006.6(b)(1)(i), comment 6(b)(1)(i)-1, -2',
    blocks: (facts, at) =>
      !askedForThisTime(facts.input.customer.consents, at) && somewhere(facts, at, (local) => isOutside(local, lawfulHours.opens, lawfulHours.closes)),
  },
  {
    ...regulationF,
    id: 'REGF-6B1-INCONV',
    kind: 'defer',
    binds: 'debt',
    sentence: 'this person called that time inconvenient',
    source: '12 CFR 1006.6(b)(1)(i), comment 6(b)(1)-1.i, .ii, comment 6(b)(1)-2',
    blocks: (facts, at) => {
      const times = facts.input.customer.flags.inconvenient ?? []
      if (times.length === 0 || facts.isReply || askedForThisTime(facts.input.customer.consents, at)) return false
      return somewhere(facts, at, (local) => times.some((time) => covers(time, local)))
    },
  },
  {
    ...productChoice,
    id: 'P-WINDOW',
    kind: 'defer',
    binds: 'debt',
    sentence: 'the hours set for this deployment are narrower',
    source: 'policy.window',
    blocks: (facts, at) => {
      const window = facts.input.policy?.window
      return window !== undefined && somewhere(facts, at, (local) => isOutside(local, clockTime(window.from), clockTime(window.to)))
    },
  },
  {
    ...productChoice,
    id: 'P-QUIET-DAY',
    kind: 'defer',
    binds: 'debt',
    sentence: 'the day is a quiet day of this deployment',
    source: 'policy.quiet_days',
    blocks: (facts, at) => {
      const quiet = facts.input.policy?.quiet_days ?? []
      return quiet.length > 0 && somewhere(facts, at, (local) => quiet.includes(dateOf(local)))
    },
  },
]

function isOutside(local: number, opens: number, closes: number): boolean {
  const time = timeOfDay(local)
  return time < opens || time >= closes
}

/** A time that ends at or before its beginning runs over midnight and belongs to the day on which it began. */
function covers(inconvenient: InconvenientTime, local: number): boolean {
  const time = timeOfDay(local)
  const today = dayOf(local)
  const from = inconvenient.from === undefined ? 0 : clockTime(inconvenient.from)
  const to = inconvenient.to === undefined ? 24 * hour : clockTime(inconvenient.to)
  if (from < to) return time >= from && time < to && isNamed(inconvenient, today)
  return (time >= from && isNamed(inconvenient, today)) || (time < to && isNamed(inconvenient, today - 1))
}

function isNamed(inconvenient: InconvenientTime, localDay: number): boolean {
  // Day 0 of 1970 was a Thursday.
  const weekday = weekdays[(((localDay + 3) % 7) + 7) % 7]
  if (!weekday || !inconvenient.days.includes(weekday)) return false
  return inconvenient.until === undefined || dateOf(localDay * 24 * hour) <= inconvenient.until
}

/** @param local as a wall clock gives it; @returns `YYYY-MM-DD` */
function dateOf(local: number): string {
  return instantOf(local).slice(0, 10)
}

/** @param clock `HH:MM`; @returns milliseconds since midnight */
function clockTime(clock: string): number {
  return Number(clock.slice(0, 2)) * hour + Number(clock.slice(3)) * minute
}

/** Where a day's earliest permitted moment is read by people: the wall on which it is earliest at that instant. */
export function earliestWall(facts: Facts, at: number): { zone: string; local: number } {
  const walls = facts.clocks.map((clock) => ({ zone: clock.zone, local: clock.local(at) }))
  return walls.reduce((earliest, wall) => (timeOfDay(wall.local) < timeOfDay(earliest.local) ? wall : earliest))
}
