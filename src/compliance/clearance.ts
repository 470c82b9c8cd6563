// May this person be contacted now? The one question asked before every dial, and the table of every rule that may answer no.
import { day, type Instant, instantOf, minute } from '../domain/time.ts'
import { callingWindowRules, earliestWall } from './calling-window.ts'
import type { ClearanceInput } from './clearance-input.ts'
import { consentRules } from './consent.ts'
import { contactFrequencyRules, restEnds } from './contact-frequency.ts'
import { type Disclosure, mustSay } from './disclosures.ts'
import { type Facts, prepare } from './facts.ts'
import { jurisdictionRules } from './jurisdictions.ts'
import { productRules } from './product-rules.ts'
import { protectionRules } from './protections.ts'
import type { Rule } from './rule.ts'
import { dayOf, timeOfDay } from './wall-clock.ts'

export type { ClearanceInput } from './clearance-input.ts'

/** The version of the whole pack; changes with every rule that is added, ended or coded anew. */
export const ruleVersion = 'us-2026.11.1'

/** Every rule, the most often decisive first: the search for a first open instant asks them in this order. */
export const rules: readonly Rule[] = [
  ...callingWindowRules,
  ...contactFrequencyRules,
  ...jurisdictionRules,
  ...consentRules,
  ...productRules,
  ...protectionRules,
]

/** `rule_ids` are all rules that block now; `not_before` is set only for `defer`, `must_say` only for `allow`. */
export type Clearance = {
  decision: 'allow' | 'defer' | 'refuse'
  not_before: Instant | null
  rule_ids: string[]
  must_say: Disclosure[]
  explanation: string
  rule_version: string
}

/** How far ahead an opening is looked for; what is closed for longer is refused. */
const horizon = 70 * day
const step = 15 * minute

/**
 * Whether this contact may be made at `input.now`.
 *
 * `allow`: no rule blocks. `defer`: only waiting is needed, until `not_before`, the first instant at which no rule blocks
 * if nothing new happens (null while a call is live: nobody knows how long). `refuse`: some fact must change, or nothing
 * opens within ten weeks.
 * Source: compliance/rules.md section 1 and 6. An engineering reading, not legal advice.
 */
export function clear(input: ClearanceInput): Clearance {
  const facts = prepare(input)
  const binding = rules.filter((rule) => facts.aboutDebt || rule.binds === 'every_contact')
  const blocking = binding.filter((rule) => isInForce(rule, facts.now) && rule.blocks(facts, facts.now))
  const rule_ids = [...new Set(blocking.map((rule) => rule.id))]
  const answer = { not_before: null, rule_ids, must_say: [], rule_version: ruleVersion }
  if (blocking.length === 0) return { ...answer, decision: 'allow', must_say: mustSay(facts), explanation: 'Allowed: no rule stands against it.' }
  if (blocking.some((rule) => rule.kind === 'refuse')) return { ...answer, decision: 'refuse', explanation: `Refused: ${reasons(blocking)}.` }
  if (input.customer.in_flight) return { ...answer, decision: 'defer', explanation: `Deferred until that is known: ${reasons(blocking)}.` }
  const opening = firstOpening(facts, binding)
  if (opening === null) return { ...answer, decision: 'refuse', explanation: `Refused, since nothing opens within ten weeks: ${reasons(blocking)}.` }
  return {
    ...answer,
    decision: 'defer',
    not_before: instantOf(opening),
    explanation: `Deferred to ${spokenTime(facts, opening)} because ${reasons(blocking)}.`,
  }
}

function isInForce(rule: Rule, at: number): boolean {
  return (rule.effective_from === null || Date.parse(rule.effective_from) <= at) && (rule.effective_until === null || at < Date.parse(rule.effective_until))
}

function firstOpening(facts: Facts, binding: readonly Rule[]): number | null {
  for (const at of candidates(facts)) if (!binding.some((rule) => isInForce(rule, at) && rule.blocks(facts, at))) return at
  return null
}

/** In order of time: every quarter hour, and the instants at which something opens off the quarter hour. */
function* candidates(facts: Facts): Generator<number> {
  const { callback = [], off_hours = [] } = facts.input.customer.consents
  const wishes = [...off_hours.map((wish) => Date.parse(wish.from)), ...callback.map((wish) => Date.parse(wish.at))]
  const until = facts.now + horizon
  const between = [...wishes, ...restEnds(facts)].filter((at) => at > facts.now && at <= until).sort((a, b) => a - b)
  let next = 0
  for (let quarter = (Math.floor(facts.now / step) + 1) * step; quarter <= until; quarter += step) {
    for (let early = between[next]; early !== undefined && early <= quarter; early = between[++next]) yield early
    yield quarter
  }
  yield* between.slice(next)
}

function reasons(blocking: readonly Rule[]): string {
  return blocking.map((rule) => `${rule.sentence} (${rule.id})`).join('; ')
}

/** `8:00 in Phoenix`, with its date when that is another day than today there. */
function spokenTime(facts: Facts, at: number): string {
  const wall = earliestWall(facts, at)
  const minutes = Math.floor(timeOfDay(wall.local) / minute)
  const clock = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
  const today = facts.clocks.find((candidate) => candidate.zone === wall.zone)?.local(facts.now)
  const date = today !== undefined && dayOf(today) === dayOf(wall.local) ? '' : ` on ${instantOf(wall.local).slice(0, 10)}`
  return `${clock}${date} in ${wall.zone.split('/').at(-1)?.replaceAll('_', ' ')}`
}
