// How often: calls and talks about one debt in a week, the rest between two attempts, and the most in a day.
import { minute } from '../domain/time.ts'
import { concerns, type Facts, isConnected, mediumOf, mostInAWeek, type Row, somewhere, wasAskedFor } from './facts.ts'
import { productChoice, type Rule, regulationF } from './rule.ts'
import { daysBetweenOn } from './wall-clock.ts'

/** The call that would be one more than these in a week is too many: 12 CFR 1006.14(b)(2)(i)(A). */
const callsInAWeek = 7
/** Comment 14(b)(2)(i)-2.i names calls five minutes apart; an hour is our own measure. */
const restBetweenAttempts = 60 * minute
/** The same comment names seven calls in one day; three are our own measure. */
const callsInADay = 3

export const contactFrequencyRules: readonly Rule[] = [
  {
    ...regulationF,
    id: 'REGF-14B-7IN7',
    kind: 'defer',
    binds: 'debt',
    sentence: 'this debt was called about seven times within seven days',
    source: '12 CFR 1006.14(b)(2)(i)(A), (b)(3), (b)(4) and comments',
    blocks: (facts, at) => {
      if (facts.medium !== 'voice' || facts.recent.length < callsInAWeek || wasAskedFor(facts, at)) return false
      const calls = facts.recent.filter((row) => isPlacedCall(row) && concerns(facts.debtIds, row) && !wasAskedFor(facts, row.time))
      return mostInAWeek(facts, at, calls) >= callsInAWeek
    },
  },
  {
    ...regulationF,
    id: 'REGF-14B-TALK',
    kind: 'defer',
    binds: 'debt',
    sentence: 'the last talk about this debt was less than seven days ago',
    source: '12 CFR 1006.14(b)(2)(i)(B), comment 14(b)(2)(ii)-1.ii',
    blocks: (facts, at) => facts.medium === 'voice' && mostInAWeek(facts, at, facts.recentTalks) > 0 && !wasAskedFor(facts, at),
  },
  {
    ...productChoice,
    id: 'P-GAP',
    kind: 'defer',
    binds: 'debt',
    sentence: 'the last attempt was less than an hour ago',
    source: 'compliance/rules.md section 5; comment 14(b)(2)(i)-2.i',
    blocks: (facts, at) => facts.medium === 'voice' && restEnds(facts).some((end) => at < end) && !wasAskedFor(facts, at),
  },
  {
    ...productChoice,
    id: 'P-DAY',
    kind: 'defer',
    binds: 'debt',
    sentence: 'this person was called three times that day',
    source: 'compliance/rules.md section 5; comment 14(b)(2)(i)-2.i',
    blocks: (facts, at) => {
      if (facts.medium !== 'voice' || facts.recent.length < callsInADay) return false
      const calls = facts.recent.filter(isPlacedCall)
      return somewhere(facts, at, (_, clock) => calls.filter((call) => daysBetweenOn(clock, call.time, at) === 0).length >= callsInADay)
    },
  },
]

/** The instants at which the line has rested since each recent attempt, connected or not. */
export function restEnds(facts: Facts): number[] {
  return facts.recent.filter((row) => row.direction === 'outbound' && mediumOf(row) === 'voice').map((row) => row.time + restBetweenAttempts)
}

function isPlacedCall(row: Row): boolean {
  return isConnected(row) && mediumOf(row) === 'voice'
}
