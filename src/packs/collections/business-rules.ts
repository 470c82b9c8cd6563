// The seed's three business rules: each as the sentence the model reads and as the limits its answer is held against.
import type { BusinessRule } from '../../domain/follow-up.ts'
import type { CollectionsFacts } from './facts.ts'

/** In the account's own currency. */
const highAmount = 10_000

export const businessRules: readonly BusinessRule<CollectionsFacts>[] = [
  {
    id: 'first_time_defaulter',
    priority: 1,
    sentence: 'A first-time defaulter (one instalment overdue) is called back within 3 days, whatever day was asked for.',
    applies: (facts) => facts.emis_overdue === 1,
    cap_days: 3,
    override_reason: 'first_time_defaulter_3_day_cap',
  },
  {
    id: 'high_amount',
    priority: 2,
    sentence: 'With more than $10,000 outstanding the next contact is within 7 days and its urgency is immediate.',
    applies: (facts) => facts.outstanding_amount > highAmount,
    cap_days: 7,
    urgency: 'immediate',
    override_reason: 'high_amount_7_day_cap',
  },
  {
    id: 'high_risk',
    priority: 3,
    sentence: 'With high risk the next contact is within 14 days and always at a specific time of day.',
    applies: (facts) => facts.risk_category === 'high',
    cap_days: 14,
    override_reason: 'high_risk_14_day_cap',
  },
]
