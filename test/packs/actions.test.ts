import { describe, expect, test } from 'vitest'
import { holdToRules } from '../../src/domain/follow-up.ts'
import { heardIntents } from '../../src/packs/heard-intents.ts'
import { packById, packs } from '../../src/packs/registry.ts'
import { collectionsFacts } from './conversation-of.ts'

const reading = { promise_made: false, callback_requested: false, location_ambiguous: false, unsafe: false }
const action = (pack_id: string, over: Partial<typeof reading> & { intent: string; injured?: boolean }) =>
  packById(pack_id)?.actionFor({ ...reading, ...over }).action

describe('the next action in collections', () => {
  test.each([
    ['promise_to_pay', { promise_made: true }, 'follow_up_promise'],
    ['promise_to_pay', {}, 'retry_call'],
    ['already_paid', {}, 'verify_payment'],
    ['dispute', {}, 'open_dispute'],
    ['dispute', { promise_made: true }, 'open_dispute'],
    ['hardship', {}, 'offer_hardship_plan'],
    ['refuse_to_pay', {}, 'escalate_human'],
    ['request_callback', { callback_requested: true }, 'schedule_callback'],
    ['wrong_party', {}, 'remove_number'],
    ['wrong_party', { callback_requested: true }, 'retry_call'],
    ['cease_contact', { promise_made: true }, 'stop_contact'],
    ['bankruptcy', { promise_made: true }, 'bankruptcy_hold'],
    ['deceased', {}, 'deceased_handling'],
    ['request_information', {}, 'send_information'],
    ['payment_made_on_call', {}, 'send_receipt'],
    ['payment_made_on_call', { promise_made: true }, 'follow_up_promise'],
    ['abusive', {}, 'escalate_human'],
    ['other', { callback_requested: true }, 'schedule_callback'],
  ])('after %s %j is %s', (intent, over, expected) => {
    expect(action('collections', { intent, ...over })).toBe(expected)
  })
})

describe('the next action in roadside help', () => {
  test.each([
    ['flat_tire', {}, 'dispatch'],
    ['flat_tire', { unsafe: true }, 'dispatch_urgent'],
    ['accident', { unsafe: true, injured: true }, 'emergency_services'],
    ['mechanical', { location_ambiguous: true }, 'clarify_location'],
    ['status_of_request', {}, 'give_status'],
    ['cancel', {}, 'cancel_dispatch'],
    ['other', {}, 'escalate_human'],
  ])('after %s %j is %s', (intent, over, expected) => {
    expect(action('roadside', { intent, ...over })).toBe(expected)
  })
})

describe('the effect of an action', () => {
  test('is known for every action of every pack, and every answer is one of the actions', () => {
    for (const pack of packs) {
      for (const name of pack.nextActions) expect(pack.effectOf(name).kind).toMatch(/^(nothing|call|person|stop_contact|dispatch)$/)
      for (const intent of pack.intents)
        for (const promise_made of [true, false])
          for (const unsafe of [true, false]) expect(pack.nextActions).toContain(pack.actionFor({ ...reading, intent, promise_made, unsafe }).action)
      for (const { intent } of pack.intentPatterns) expect(pack.intents).toContain(intent)
    }
  })

  test('is a call that reminds, a call back, an end of contact, a truck', () => {
    const collections = packById('collections')
    expect(collections?.effectOf('follow_up_promise')).toMatchObject({ kind: 'call', purpose: 'promise_reminder' })
    expect(collections?.effectOf('schedule_callback')).toMatchObject({ kind: 'call', purpose: 'callback' })
    expect(collections?.effectOf('stop_contact')).toEqual({ kind: 'stop_contact' })
    expect(packById('roadside')?.effectOf('dispatch_urgent')).toEqual({ kind: 'dispatch', urgent: true, check_back: { purpose: 'service', minutes: 20 } })
  })

  test('of an action that nobody knows is a person who looks at it', () => {
    for (const pack of packs) expect(pack.effectOf('constructor')).toEqual({ kind: 'person' })
  })
})

describe('the business rules of the seed', () => {
  const rules = packById('collections')?.businessRules ?? []
  const held = (facts: object, days: number) =>
    holdToRules(
      {
        action: 'schedule_callback',
        scheduled_for: `2026-03-${10 + days}T18:00:00.000Z`,
        urgency: 'normal',
        requested_by_customer: null,
        has_business_override: false,
        override_reason: null,
        rule_ids: [],
        confidence: 80,
        reasoning: '',
      },
      rules,
      { ...collectionsFacts, ...facts },
      '2026-03-10T19:00:00.000Z',
      'America/New_York',
    )

  test('call a first-time defaulter within three days, before any other rule', () => {
    const action = held({ emis_overdue: 1, outstanding_amount: 15_000, risk_category: 'high' }, 20)
    expect(action).toMatchObject({
      scheduled_for: '2026-03-13T18:00:00.000Z',
      override_reason: 'first_time_defaulter_3_day_cap',
      has_business_override: true,
      urgency: 'immediate',
    })
    expect(action.rule_ids).toEqual(['first_time_defaulter', 'high_amount', 'high_risk'])
  })

  test('begin for a high amount one cent above ten thousand', () => {
    expect(held({ outstanding_amount: 10_000 }, 10).has_business_override).toBe(false)
    expect(held({ outstanding_amount: 10_000.01 }, 10)).toMatchObject({
      scheduled_for: '2026-03-17T18:00:00.000Z',
      override_reason: 'high_amount_7_day_cap',
      urgency: 'immediate',
    })
  })

  test('hold high risk to fourteen days, at a time of day', () => {
    expect(held({ risk_category: 'high' }, 14).has_business_override).toBe(false)
    expect(held({ risk_category: 'high' }, 17)).toMatchObject({ scheduled_for: '2026-03-24T18:00:00.000Z', override_reason: 'high_risk_14_day_cap' })
  })
})

describe("a caller's words", () => {
  const strongest = (pack_id: string, text: string) => heardIntents(packById(pack_id)?.intentPatterns ?? [], text)[0]

  test.each([
    ['Stop calling me.', 'cease_contact'],
    ['Please don’t call this number again.', 'cease_contact'],
    ['You need to contact my attorney about this.', 'cease_contact'],
    ['I filed for bankruptcy last year.', 'bankruptcy'],
    ['He passed away in May.', 'deceased'],
    ['You have the wrong number.', 'wrong_party'],
    ['I never opened that account, I dispute this.', 'dispute'],
    ['I already paid that last week.', 'already_paid'],
    ['I lost my job and cannot afford it.', 'hardship'],
    ['I am not going to pay you.', 'refuse_to_pay'],
    ['I am at work, call me back tomorrow.', 'request_callback'],
    ['I will pay 200 dollars on Friday.', 'promise_to_pay'],
    ['Can you send me a statement?', 'request_information'],
    ['Nice weather today.', undefined],
  ])('in collections: "%s" means %s', (text, intent) => {
    expect(strongest('collections', text)).toBe(intent)
  })

  test('"do not call me until Friday" asks for a call-back, not for silence', () => {
    expect(strongest('collections', 'Do not call me until Friday.')).not.toBe('cease_contact')
  })

  test.each([
    ['I have a flat tire.', 'flat_tire'],
    ['My car won’t start.', 'dead_battery'],
    ['I locked my keys in the car.', 'lockout'],
    ['We ran out of gas.', 'out_of_fuel'],
    ['I need a tow to my garage.', 'tow'],
    ['Someone rear-ended me.', 'accident'],
    ['The engine is overheating.', 'mechanical'],
    ['I am stuck in the mud.', 'stuck'],
    ['Where is my tow truck?', 'status_of_request'],
    ['I want to cancel the request.', 'cancel'],
  ])('in roadside help: "%s" means %s', (text, intent) => {
    expect(strongest('roadside', text)).toBe(intent)
  })
})
