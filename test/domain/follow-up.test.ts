import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BusinessRule, type FollowUpStatus, followUpStatusSchema, followUpTransitions, holdToRules, usualInstant } from '../../src/domain/follow-up.ts'
import type { NextAction } from '../../src/domain/outcome.ts'
import { addDays, instantOf, localDate, localMinutes } from '../../src/domain/time.ts'

type Facts = { emis_overdue: number; amount: number; risk: string }
const rules: readonly BusinessRule<Facts>[] = [
  {
    id: 'high_risk',
    priority: 3,
    sentence: 'At most 14 days for high risk.',
    applies: (facts) => facts.risk === 'high',
    cap_days: 14,
    override_reason: 'high_risk_14_day_cap',
  },
  {
    id: 'first_time',
    priority: 1,
    sentence: 'At most 3 days for a first default.',
    applies: (facts) => facts.emis_overdue === 1,
    cap_days: 3,
    override_reason: 'first_time_defaulter_3_day_cap',
  },
  {
    id: 'large',
    priority: 2,
    sentence: 'At most 7 days above $10,000.',
    applies: (facts) => facts.amount > 10_000,
    cap_days: 7,
    urgency: 'immediate',
    override_reason: 'large_amount_7_day_cap',
  },
]
const zone = 'America/New_York'
const now = '2026-06-10T15:00:00.000Z'
const plain: Facts = { emis_overdue: 2, amount: 500, risk: 'low' }
const action = (scheduled_for: string | null): NextAction => ({
  action: 'callback',
  scheduled_for,
  urgency: 'normal',
  requested_by_customer: scheduled_for,
  has_business_override: false,
  override_reason: null,
  rule_ids: [],
  confidence: 80,
  reasoning: 'Asked for it.',
})

describe('a follow-up', () => {
  test('stays where it was asked for when no rule applies', () => {
    expect(holdToRules(action('2026-12-24T15:00:00.000Z'), rules, plain, now, zone)).toEqual(action('2026-12-24T15:00:00.000Z'))
  })

  test('is moved to the last day of its cap, at the hour asked for, and says why', () => {
    expect(holdToRules(action('2026-06-20T18:30:00.000Z'), rules, { ...plain, emis_overdue: 1 }, now, zone)).toMatchObject({
      scheduled_for: '2026-06-13T18:30:00.000Z',
      requested_by_customer: '2026-06-20T18:30:00.000Z',
      has_business_override: true,
      override_reason: 'first_time_defaulter_3_day_cap',
      rule_ids: ['first_time'],
      reasoning: 'Asked for it. At most 3 days for a first default.',
    })
  })

  test('stays on the last day that its cap allows', () => {
    expect(holdToRules(action('2026-06-13T22:00:00.000Z'), rules, { ...plain, emis_overdue: 1 }, now, zone)).toMatchObject({
      scheduled_for: '2026-06-13T22:00:00.000Z',
      has_business_override: false,
      override_reason: null,
      rule_ids: ['first_time'],
    })
  })

  test('keeps the hour on the wall when the clocks change in between', () => {
    const moved = holdToRules(action('2026-11-20T15:00:00.000Z'), rules, { ...plain, risk: 'high' }, '2026-10-25T15:00:00.000Z', zone)
    expect(moved.scheduled_for).toBe('2026-11-08T15:00:00.000Z')
    expect(holdToRules(action('2026-11-03T15:00:00.000Z'), rules, { ...plain, emis_overdue: 1 }, '2026-10-28T15:00:00.000Z', zone).scheduled_for).toBe(
      '2026-10-31T14:00:00.000Z',
    )
  })

  test('is urgent when the first rule that speaks of urgency says so', () => {
    expect(holdToRules(action(null), rules, { ...plain, amount: 10_001 }, now, zone)).toMatchObject({
      scheduled_for: null,
      urgency: 'immediate',
      rule_ids: ['large'],
    })
    expect(holdToRules(action(null), rules, { ...plain, amount: 10_000 }, now, zone).urgency).toBe('normal')
  })

  test('is never later than any rule that applies allows, and never moved when it is not', () => {
    const anyFacts = fc.record({
      emis_overdue: fc.integer({ min: 1, max: 3 }),
      amount: fc.integer({ min: 1, max: 20_000 }),
      risk: fc.constantFrom('low', 'high'),
    })
    const anyZone = fc.constantFrom('America/New_York', 'Pacific/Honolulu', 'America/St_Johns')
    const anyNow = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2026-12-31T00:00:00Z') })
    fc.assert(
      fc.property(anyFacts, anyZone, anyNow, fc.integer({ min: 0, max: 60 * 24 * 60 }), (facts, place, time, minutesAhead) => {
        const asked = instantOf(time + minutesAhead * 60_000)
        const today = localDate(instantOf(time), place)
        const held = holdToRules(action(asked), rules, facts, instantOf(time), place)
        const applying = rules.filter((rule) => rule.applies(facts))
        const latest = addDays(today, Math.min(...applying.map((rule) => rule.cap_days), 1000))
        const day = localDate(held.scheduled_for ?? '', place)
        expect(day <= latest).toBe(true)
        expect(held.has_business_override).toBe(localDate(asked, place) > latest)
        if (!held.has_business_override) expect(held.scheduled_for).toBe(asked)
        else if (localMinutes(asked, place) >= 4 * 60) expect(localMinutes(held.scheduled_for ?? '', place)).toBe(localMinutes(asked, place))
        const broken = applying.filter((rule) => localDate(asked, place) > addDays(today, rule.cap_days)).sort((a, b) => a.priority - b.priority)
        expect(held.override_reason).toBe(broken[0]?.override_reason ?? null)
        expect([...held.rule_ids].sort()).toEqual(applying.map((rule) => rule.id).sort())
      }),
    )
  })

  test('without an hour lands in the middle of the morning, there', () => {
    expect(usualInstant('2026-06-13', zone)).toBe('2026-06-13T14:00:00.000Z')
    expect(usualInstant('2026-12-13', zone)).toBe('2026-12-13T15:00:00.000Z')
  })
})

describe('the life of a follow-up', () => {
  const next = (status: FollowUpStatus): readonly FollowUpStatus[] => followUpTransitions[status]

  test('always ends in a state that nothing leaves, and can be cancelled until then', () => {
    for (const status of followUpStatusSchema.options) expect(next(status).length === 0 || next(status).includes('cancelled')).toBe(true)
    expect(followUpStatusSchema.options.filter((status) => next(status).length === 0)).toEqual(['completed', 'cancelled', 'expired'])
  })

  test('is completed only by a call that was under way', () => {
    for (const status of followUpStatusSchema.options) expect(next(status).includes('completed')).toBe(status === 'in_progress')
  })
})
