// The people of a fresh local deployment: of both lines of business, some who may be called at any hour and some who may not, and why.
// Nobody is meant: the names are invented, and no telephone has a number in 555-01xx.
import type { NewCustomer } from '../src/contract/api.ts'

const dayMs = 86_400_000

export type Sample = {
  customer: NewCustomer
  /** When the rules let this person be called; for `never`, the rule that forbids it (compliance/rules of the pack). */
  callable: { when: 'always' } | { when: 'by_day' } | { when: 'never'; rule_id: string }
  /** Which persona of the packs answers this number in the emulator; left out, chance decides. */
  played_by?: string
  /** What makes this person worth trying, for whoever reads the list. */
  note: string
}

/**
 * The sample customers as they are at this moment.
 * @param now in milliseconds since 1970: consents and notices are dated back from it, so that they hold whenever this is tried
 */
export function sampleCustomers(now: number): Sample[] {
  const daysAgo = (days: number) => new Date(now - days * dayMs).toISOString()
  const inDays = (days: number) => new Date(now + days * dayMs).toISOString()
  const date = (days: number) => daysAgo(days).slice(0, 10)

  const mayCallForDebt = { ai_voice: { status: 'granted', scope: 'collection', at: daysAgo(40) } } as const
  const mayCallForRoadside = { ai_voice: { status: 'granted', scope: 'roadside', at: daysAgo(200) } } as const
  // Asked us to be called whenever we like: it lifts the hours of day, and no other rule.
  const atAnyHour = { off_hours: [{ from: daysAgo(1), to: inDays(365), given_to: 'collector' }] }
  const debt = { kind: 'credit_card', status: 'open', initial_comm_at: daysAgo(30), notice_sent_at: daysAgo(28) } as const
  const roadsideServices = ['towing', 'flat_tire', 'dead_battery', 'lockout', 'fuel_delivery']

  const owing = (external_id: string, facts: Record<string, unknown>) => [{ pack: 'collections', external_id, facts: { currency: 'USD', ...facts }, ...debt }]
  const member = (external_id: string, membership_tier: string, vehicle: Record<string, unknown>) => [
    { pack: 'roadside', external_id, facts: { membership_tier, covered_services: roadsideServices, vehicles: [vehicle] } },
  ]

  return [
    {
      customer: {
        name: 'Maria Alvarez',
        phone: '+13125550101',
        time_zone: 'America/Chicago',
        time_zone_source: 'consumer_stated',
        address: { line1: '1420 W Taylor St', city: 'Chicago', state: 'IL', postal_code: '60607', country: 'US' },
        external_id: 'sample-01',
        consents: { ...mayCallForDebt, ...atAnyHour },
        accounts: owing('CC-20418', {
          outstanding_amount: 250,
          days_overdue: 12,
          emis_overdue: 1,
          risk_category: 'low',
          collection_stage: 'early',
          original_creditor: 'Lakeside Bank',
          due_date: date(12),
          minimum_payment: 50,
        }),
      },
      played_by: 'promises-friday',
      callable: { when: 'always' },
      note: 'One instalment late for the first time: a call-back is at most three days away.',
    },
    {
      customer: {
        name: 'David Chen',
        phone: '+14155550102',
        time_zone: 'America/Los_Angeles',
        time_zone_source: 'consumer_stated',
        address: { line1: '88 Clement St', city: 'San Francisco', state: 'CA', postal_code: '94118', country: 'US' },
        external_id: 'sample-02',
        consents: { ...mayCallForDebt, ...atAnyHour },
        accounts: owing('CC-31077', {
          outstanding_amount: 12_400,
          days_overdue: 64,
          emis_overdue: 3,
          risk_category: 'high',
          collection_stage: 'late',
          original_creditor: 'Lakeside Bank',
          due_date: date(64),
          minimum_payment: 620,
        }),
      },
      played_by: 'asks-callback',
      callable: { when: 'always' },
      note: 'More than $10,000: at most seven days, urgent.',
    },
    {
      customer: {
        name: 'Keisha Brown',
        phone: '+14045550103',
        time_zone: 'America/New_York',
        time_zone_source: 'consumer_stated',
        address: { city: 'Atlanta', state: 'GA', postal_code: '30310', country: 'US' },
        external_id: 'sample-03',
        consents: mayCallForDebt,
        accounts: owing('CC-27750', {
          outstanding_amount: 1830.5,
          days_overdue: 41,
          emis_overdue: 2,
          risk_category: 'high',
          collection_stage: 'mid',
          original_creditor: 'Peachtree Credit Union',
          due_date: date(41),
        }),
      },
      callable: { when: 'by_day' },
      note: 'From 8 to 21 in Atlanta.',
    },
    {
      customer: {
        name: 'Kimo Nakamura',
        phone: '+18085550104',
        other_phones: ['+12125550104'],
        address: { city: 'Honolulu', state: 'HI', postal_code: '96814', country: 'US' },
        external_id: 'sample-04',
        consents: mayCallForDebt,
        accounts: owing('CC-29913', {
          outstanding_amount: 640,
          days_overdue: 25,
          emis_overdue: 2,
          risk_category: 'medium',
          collection_stage: 'early',
          original_creditor: 'Island Savings',
        }),
      },
      callable: { when: 'by_day' },
      note: 'A number in Hawaii and one in New York: only when it is day in both.',
    },
    {
      customer: {
        name: 'Thomas Novak',
        phone: '+12165550105',
        time_zone: 'America/New_York',
        time_zone_source: 'consumer_stated',
        external_id: 'sample-05',
        consents: { ...mayCallForDebt, ...atAnyHour },
        flags: { attorney: { debts: ['*'], known: true } },
        accounts: owing('CC-18844', { outstanding_amount: 3120, days_overdue: 95, emis_overdue: 4, risk_category: 'high', collection_stage: 'late' }),
      },
      callable: { when: 'never', rule_id: 'REGF-6B2-ATTORNEY' },
      note: 'An attorney represents him.',
    },
    {
      customer: {
        name: 'Linda Okafor',
        phone: '+17135550106',
        time_zone: 'America/Chicago',
        time_zone_source: 'consumer_stated',
        external_id: 'sample-06',
        consents: { ...mayCallForDebt, ...atAnyHour },
        flags: { cease: [{ debt_id: '*', received_at: daysAgo(6) }] },
        accounts: owing('CC-22105', { outstanding_amount: 910.25, days_overdue: 58, emis_overdue: 2, risk_category: 'medium', collection_stage: 'mid' }),
      },
      callable: { when: 'never', rule_id: 'REGF-6C-CEASE' },
      note: 'She wrote that she wants no more contact.',
    },
    {
      customer: {
        name: 'Robert Haines',
        phone: '+16025550107',
        time_zone: 'America/Phoenix',
        time_zone_source: 'consumer_stated',
        external_id: 'sample-07',
        consents: { ...mayCallForDebt, ...atAnyHour },
        flags: { bankruptcy: 'active' },
        accounts: owing('CC-15530', { outstanding_amount: 8450, days_overdue: 130, emis_overdue: 5, risk_category: 'high', collection_stage: 'legal' }),
      },
      callable: { when: 'never', rule_id: 'BK-STAY' },
      note: 'His bankruptcy case is open.',
    },
    {
      customer: {
        name: 'Susan Whitfield',
        phone: '+16175550108',
        time_zone: 'America/New_York',
        time_zone_source: 'consumer_stated',
        external_id: 'sample-08',
        consents: { ai_voice: { status: 'none' }, ...atAnyHour },
        accounts: owing('CC-33192', { outstanding_amount: 475, days_overdue: 18, emis_overdue: 1, risk_category: 'low', collection_stage: 'early' }),
      },
      callable: { when: 'never', rule_id: 'TCPA-CONSENT' },
      note: 'She never agreed to be called by an artificial voice.',
    },
    {
      customer: {
        name: 'Emily Carter',
        phone: '+15035550109',
        time_zone: 'America/Los_Angeles',
        time_zone_source: 'consumer_stated',
        address: { line1: '2715 SE Division St', city: 'Portland', state: 'OR', postal_code: '97202', country: 'US' },
        external_id: 'sample-09',
        consents: mayCallForRoadside,
        accounts: member('RA-7001', 'gold', { make: 'Honda', model: 'Civic', year: 2019, color: 'blue', plate: '742 KTR' }),
      },
      played_by: 'dead-battery',
      callable: { when: 'always' },
      note: 'A member with a Honda Civic on file: the agent confirms it and does not ask.',
    },
    {
      customer: {
        name: 'Miguel Santos',
        phone: '+13055550110',
        language: 'en',
        time_zone: 'America/New_York',
        time_zone_source: 'consumer_stated',
        address: { city: 'Miami', state: 'FL', postal_code: '33130', country: 'US' },
        external_id: 'sample-10',
        consents: mayCallForRoadside,
        accounts: member('RA-7002', 'standard', { make: 'Ford', model: 'F-150', year: 2021, color: 'white' }),
      },
      played_by: 'flat-tire',
      callable: { when: 'always' },
      note: 'A member with a pick-up truck.',
    },
    {
      customer: {
        name: 'Priya Raman',
        phone: '+12065550111',
        time_zone: 'America/Los_Angeles',
        time_zone_source: 'consumer_stated',
        external_id: 'sample-11',
        consents: { ai_voice: { status: 'revoked', scope: 'roadside', at: daysAgo(3) } },
        accounts: member('RA-7003', 'gold', { make: 'Subaru', model: 'Outback', year: 2022, color: 'green' }),
      },
      callable: { when: 'never', rule_id: 'TCPA-CONSENT' },
      note: 'She took her consent back three days ago.',
    },
    {
      customer: {
        name: 'George Lindqvist',
        phone: '+16125550112',
        time_zone: 'America/Chicago',
        time_zone_source: 'consumer_stated',
        external_id: 'sample-12',
        consents: mayCallForDebt,
        accounts: member('RA-7004', 'basic', { make: 'Toyota', model: 'Camry', year: 2016, color: 'silver' }),
      },
      callable: { when: 'never', rule_id: 'TCPA-CONSENT' },
      note: 'His consent is for another purpose than roadside calls.',
    },
  ]
}

/** The same people where calls are real: nobody has agreed to be called, so no telephone can ring by a mistake. */
export function uncallable(samples: readonly Sample[]): Sample[] {
  return samples.map((sample) => ({
    ...sample,
    customer: { ...sample.customer, consents: { ai_voice: { status: 'none' } } },
    callable: { when: 'never', rule_id: 'TCPA-CONSENT' },
  }))
}
