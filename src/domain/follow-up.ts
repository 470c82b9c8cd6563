// What to do after a call, and when: the pack's business rules hold the date that was asked for, and the effect of an action is planned.
import { z } from 'zod'
import { purposeSchema } from './call.ts'
import { accountIdSchema, callIdSchema, customerIdSchema, followUpIdSchema, promiseIdSchema } from './id.ts'
import type { NextAction } from './outcome.ts'
import { addDays, type Instant, instantAt, localDate, localMinutes } from './time.ts'

export const followUpStatusSchema = z.enum(['scheduled', 'deferred', 'in_progress', 'completed', 'cancelled', 'expired'])
export type FollowUpStatus = z.infer<typeof followUpStatusSchema>

export const followUpTransitions = {
  scheduled: ['deferred', 'in_progress', 'cancelled', 'expired'],
  deferred: ['deferred', 'in_progress', 'cancelled', 'expired'],
  in_progress: ['completed', 'scheduled', 'cancelled', 'expired'],
  completed: [],
  cancelled: [],
  expired: [],
} as const satisfies Record<FollowUpStatus, readonly FollowUpStatus[]>

/** To stay is no move, but for one that is put off again. */
export function mayMove(from: FollowUpStatus, to: FollowUpStatus): boolean {
  const allowed: readonly FollowUpStatus[] = followUpTransitions[from]
  return allowed.includes(to)
}

/** Waits for its day: nobody has taken it up, and nothing has ended it. */
export function isWaiting(status: FollowUpStatus): boolean {
  return status === 'scheduled' || status === 'deferred'
}

/** A follow-up as its ledger keeps it. Stored: grows by optional fields only. */
export const followUpSchema = z.object({
  id: followUpIdSchema,
  customer_id: customerIdSchema,
  account_id: accountIdSchema.nullable(),
  /** The call that it follows. */
  call_id: callIdSchema.nullable(),
  promise_id: promiseIdSchema.nullable(),
  purpose: purposeSchema,
  due_at: z.string(),
  status: followUpStatusSchema,
  reason: z.string(),
  attempts: z.int().nonnegative(),
  created_at: z.string(),
})
export type FollowUp = z.infer<typeof followUpSchema>

/** One rule in its two renderings: the sentence of the prompt, and the limits that the answer is held against. */
export type BusinessRule<Facts> = {
  id: string
  /** 1 speaks first, in the prompt and in an override. */
  priority: number
  sentence: string
  applies: (facts: Facts) => boolean
  /** The latest local day for the next contact, counted from today. */
  cap_days: number
  urgency?: NextAction['urgency']
  override_reason: string
}

/** Where a contact lands that has a day but no hour: mid-morning, inside every calling window. */
const usualTime = '10:00'

/**
 * The next action with its date inside every rule that applies.
 *
 * @param action  what the analysis would do; `scheduled_for` is the instant asked for, or null
 * @param rules   the pack's rules, in any order
 * @param zone    the customer's own zone: caps are counted in local days
 * A date beyond the tightest cap is moved to that day, at the hour asked for; `override_reason` names the rule of the highest
 * priority that the date broke. The rules that applied are named in `rule_ids` whether or not they moved anything.
 */
export function holdToRules<Facts>(action: NextAction, rules: readonly BusinessRule<Facts>[], facts: Facts, now: Instant, zone: string): NextAction {
  const applying = rules.filter((rule) => rule.applies(facts)).sort((a, b) => a.priority - b.priority)
  if (applying.length === 0) return action
  const urgency = applying.find((rule) => rule.urgency)?.urgency ?? action.urgency
  const rule_ids = [...new Set([...action.rule_ids, ...applying.map((rule) => rule.id)])]
  const held = { ...action, urgency, rule_ids }
  if (!action.scheduled_for) return held
  const today = localDate(now, zone)
  const asked = localDate(action.scheduled_for, zone)
  const broken = applying.filter((rule) => asked > addDays(today, rule.cap_days))
  const [first] = broken
  if (!first) return held
  const latest = addDays(today, Math.min(...broken.map((rule) => rule.cap_days)))
  const minutes = localMinutes(action.scheduled_for, zone)
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return {
    ...held,
    scheduled_for: instantAt(latest, time, zone),
    has_business_override: true,
    override_reason: first.override_reason,
    reasoning: `${action.reasoning} ${first.sentence}`.trim(),
  }
}

/** The instant of a day that came without an hour. */
export function usualInstant(date: string, zone: string): Instant {
  return instantAt(date, usualTime, zone)
}
