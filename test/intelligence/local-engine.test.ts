import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isProven } from '../../src/domain/outcome.ts'
import { addDays, localDate } from '../../src/domain/time.ts'
import { readLocally } from '../../src/intelligence/local-engine.ts'
import { callOf, collectionsFacts, promiseTalk, talk } from './conversations.ts'

const ordinal = (day: number) =>
  `${day}${day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th'}`
const spoken = (date: string) =>
  `${new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' }).format(new Date(date))} ${ordinal(Number(date.slice(8)))}`

/** A customer who is at work and asks to be called on that day at two. */
const callbackTalk = (date: string) =>
  talk(
    ['agent', 'Hello, am I speaking with Maria?'],
    ['customer', 'Yes, this is Maria, but I am at work and cannot talk now.'],
    ['agent', 'I understand. When may we call you back?'],
    ['customer', `Please call me back on ${spoken(date)} at 2 pm.`],
    ['agent', `We will call you on ${spoken(date)} at 2 pm. Is that right?`],
    ['customer', 'Yes, call me then. Goodbye.'],
  )

describe('a promise on the phone', () => {
  const { promise, intent, next_action, extracted_data } = readLocally(callOf(promiseTalk))

  test('is read with amount, day and method, and proven by quotes', () => {
    expect([promise.promise_made, promise.promised_amount, promise.promised_date, promise.payment_method]).toEqual([true, 250, '2026-12-05', 'card'])
    expect(promise.evidence).toContainEqual({ seq: 4, quote: 'I will pay 250 dollars on December 5th by card' })
    expect(intent.label).toBe('promise_to_pay')
    expect(extracted_data.promise).toEqual({ amount: 250, date: '2026-12-05' })
  })

  test('is followed up on the day it is due', () => {
    expect(next_action.action).toBe('follow_up_promise')
    expect(next_action.scheduled_for).toBe('2026-12-05T15:00:00.000Z')
  })
})

test('a call without a promise stores no figure, whatever was named', () => {
  const { promise, intent } = readLocally(
    callOf(
      talk(
        ['agent', 'Hello, am I speaking with Maria?'],
        ['customer', 'Yes, but I cannot pay anything, I lost my job.'],
        ['agent', 'I am sorry to hear that. Would 200 dollars on Friday be possible?'],
        ['customer', 'No, I cannot promise anything right now.'],
        ['agent', 'I understand. Goodbye.'],
        ['customer', 'Bye.'],
      ),
    ),
  )
  expect([promise.promise_made, promise.promised_amount, promise.promised_date, promise.payment_method]).toEqual([false, null, null, null])
  expect(intent.label).toBe('hardship')
})

// Days asked for, and the days that the rules of the seed leave: null where no rule applies.
describe('a call that the customer asks for', () => {
  test.each([
    [1, 500, 'low', 3, 3],
    [1, 500, 'low', 10, 3],
    [1, 15000, 'high', 20, 3],
    [2, 10000.01, 'low', 7, 7],
    [3, 25000, 'medium', 20, 7],
    [2, 10000, 'low', 10, null],
    [3, 9000, 'high', 14, 14],
    [4, 9000, 'high', 17, 14],
    [2, 500, 'low', 10, null],
    [0, 500, 'low', 6, null],
  ])('with %i instalments overdue, %d owed and %s risk, %i days ahead, is held to %s days', (emis_overdue, outstanding_amount, risk_category, ask, cap) => {
    const requested = addDays('2026-03-10', ask)
    const facts = { ...collectionsFacts, emis_overdue, outstanding_amount, risk_category }
    const { next_action } = readLocally(callOf(callbackTalk(requested), { facts }))
    const over = cap !== null && ask > cap
    expect(next_action.action).toBe('schedule_callback')
    expect(localDate(next_action.scheduled_for ?? '', 'America/New_York')).toBe(over ? addDays('2026-03-10', cap) : requested)
    expect(next_action.has_business_override).toBe(over)
    expect(next_action.override_reason === null).toBe(!over)
    expect(localDate(next_action.requested_by_customer ?? '', 'America/New_York')).toBe(requested)
    if (emis_overdue !== 1 && outstanding_amount > 10000) expect(next_action.urgency).toBe('immediate')
  })
})

describe('a roadside call', () => {
  const read = (...said: ['agent' | 'customer', string][]) => readLocally(callOf(talk(...said), { pack_id: 'roadside' }))

  test('gives the trouble, the place and the vehicle', () => {
    const { intent, extracted_data, next_action, promise } = read(
      ['agent', 'Roadside assistance, what happened?'],
      ['customer', 'I have a flat tire on my Honda Civic.'],
      ['agent', 'Where are you?'],
      ['customer', "I'm at 123 Main Street, near the gas station."],
      ['agent', 'Are you safe there?'],
      ['customer', "Yes, I'm off the road."],
    )
    expect(intent.label).toBe('flat_tire')
    expect(extracted_data.issue).toEqual({ type: 'flat_tire', severity: 'normal' })
    expect(extracted_data.location?.address).toContain('123 Main Street')
    expect(extracted_data.vehicle).toMatchObject({ make: 'Honda', model: 'Civic' })
    expect(extracted_data.safety?.safe).toBe(true)
    expect(next_action.action).toBe('dispatch')
    expect(promise.promise_made).toBe(false)
  })

  test('with somebody hurt asks for more than a truck', () => {
    const { extracted_data, next_action } = read(
      ['agent', 'Roadside, what happened?'],
      ['customer', 'We were hit by a van and my son is bleeding.'],
      ['agent', 'Call 911.'],
      ['customer', 'Okay.'],
    )
    expect(extracted_data.safety?.injuries).toBe(true)
    expect(next_action.action).toBe('emergency_services')
  })
})

test('another language is not guessed at', () => {
  const { intent, promise } = readLocally(
    callOf(
      talk(
        ['agent', 'Hello?'],
        ['customer', 'Buenas tardes, voy a pagar doscientos dólares el viernes con mi tarjeta de crédito, muchas gracias.'],
        ['agent', 'Okay.'],
        ['customer', 'Adiós.'],
      ),
    ),
  )
  expect(intent.label).toBe('other')
  expect(intent.confidence).toBeLessThan(20)
  expect(promise.promised_amount).toBeNull()
})

test('no value ever stands without a quote that is really there, and the same call is always read the same', () => {
  const phrases = [
    "I'll pay two hundred on Friday",
    'Yes',
    'No',
    'half of it',
    'maybe next week',
    'if my check comes',
    'call me tomorrow at two',
    'the fifteenth',
    'by card',
    'I already paid',
    'all of it, no, 40 dollars',
    'okay, bye',
    'Could you pay 90 dollars on Monday?',
    'So that is 120 on the first.',
    'İstanbul – “déjà vu”',
  ]
  const turns = fc.array(
    fc.tuple(
      fc.constantFrom('agent' as const, 'customer' as const),
      fc.array(fc.constantFrom(...phrases), { minLength: 1, maxLength: 3 }).map((some) => some.join('. ')),
    ),
    { maxLength: 10 },
  )
  fc.assert(
    fc.property(turns, (said) => {
      const call = callOf(talk(...said))
      const analysis = readLocally(call)
      const { promise, intent, sentiment } = analysis
      if (promise.promise_made) expect(promise.evidence.length).toBeGreaterThan(0)
      else expect([promise.promised_amount, promise.promised_date, promise.payment_method]).toEqual([null, null, null])
      for (const one of [...promise.evidence, ...intent.evidence, ...sentiment.evidence]) expect(isProven(one, call.turns)).toBe(true)
      expect(readLocally(call)).toEqual(analysis)
    }),
  )
})
