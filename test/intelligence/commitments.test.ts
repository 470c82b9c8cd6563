import { describe, expect, test } from 'vitest'
import type { SpokenTurn } from '../../src/domain/outcome.ts'
import { readCommitment } from '../../src/intelligence/reading/commitments.ts'
import { talk } from './conversations.ts'

// A Wednesday.
const read = (turns: SpokenTurn[], balance: number | null = 800) => {
  const { promise_made, promised_amount, promised_date, payment_method } = readCommitment(turns, { balance, today: '2026-11-25', method_on_file: 'card' })
  return promise_made ? [promised_amount, promised_date, payment_method] : null
}
/** The customer's answer to an open question, and the end of the call. */
const answering = (...customer: string[]) =>
  read(talk(['agent', 'How would you like to settle this?'], ...customer.map((text): ['customer', string] => ['customer', text]), ['agent', 'Goodbye.']))

describe('a promise to pay', () => {
  test('is what the customer commits to in their own words', () => {
    expect(answering("I'll pay two hundred on Friday with my debit card.")).toEqual([200, '2026-11-27', 'card'])
    expect(answering("You'll have three hundred by the fifteenth, I'll wire it.")).toEqual([300, '2026-12-15', 'bank_transfer'])
    expect(answering('Put me down for $125.50 tomorrow, cash.')).toEqual([125.5, '2026-11-26', 'cash'])
  })

  test('takes the last word of a correction', () => {
    expect(answering("I'll pay 300, no, make it 250, on the 3rd, sorry, the 4th.")).toEqual([250, '2026-12-04', null])
  })

  test('is a plan of the agent once the customer agrees', () => {
    expect(read(talk(['agent', 'Could you pay one hundred dollars on December first by card?'], ['customer', 'Yes, that works.']))).toEqual([
      100,
      '2026-12-01',
      'card',
    ])
  })

  test('is no plan of the agent to which the customer says no', () => {
    expect(read(talk(['agent', 'Could you pay one hundred dollars on December first?'], ['customer', "No, I can't."]))).toBeNull()
  })

  test('grows out of a hedge that the customer gives up', () => {
    expect(answering('Maybe a hundred. Yeah, a hundred on Tuesday.')).toEqual([100, '2026-12-01', null])
  })

  test('grows out of a refusal that turns into an offer', () => {
    expect(answering("i can't do two hundred i can do one fifty on friday")).toEqual([150, '2026-11-27', null])
  })

  test('of half or all is worked out from the balance', () => {
    expect(answering("I'll pay half of it on Monday.")).toEqual([400, '2026-11-30', null])
    expect(answering("I'm going to pay the whole thing on Monday.")).toEqual([800, '2026-11-30', null])
  })

  test('"the same way" means the method on file', () => {
    expect(answering("I'll send 90 on Monday, same as before.")).toEqual([90, '2026-11-30', 'card'])
  })

  test('is withdrawn by a later no', () => {
    expect(
      read(
        talk(
          ['agent', 'When can you pay?'],
          ['customer', "I'll pay 200 on Friday."],
          ['agent', 'So 200 on Friday?'],
          ['customer', "Actually, forget it. I can't promise that."],
        ),
      ),
    ).toBeNull()
  })

  test('of several payments is the first of them', () => {
    const reading = readCommitment(talk(['agent', 'How shall we split it?'], ['customer', "I'll pay 100 on December 1st and 150 on December 15th."]), {
      balance: 250,
      today: '2026-11-25',
      method_on_file: null,
    })
    expect([reading.promised_amount, reading.promised_date]).toEqual([100, '2026-12-01'])
    expect(reading.instalments).toEqual([
      { amount: 100, date: '2026-12-01' },
      { amount: 150, date: '2026-12-15' },
    ])
  })
})

describe('no promise', () => {
  test.each([
    ['a condition', "If my refund comes I'll pay 200 on Friday."],
    ['waiting for money', "When my tax refund clears I'll send you the 200."],
    ['a hedge', "I'll try to pay 200 on Friday."],
    ['a maybe', 'Maybe I could do 200 on Friday.'],
    ['somebody else', 'My brother will pay the 200 on Friday.'],
    ['a payment already made', 'I already paid 200 last Friday.'],
    ['a refusal', "I can't pay 200 on Friday."],
    ['another call', 'Call me on Friday at two.'],
    ['a plain no', 'No.'],
  ])('is made by %s', (_, text) => {
    expect(answering(text)).toBeNull()
  })

  test('is made by saying okay to what is owed', () => {
    expect(
      read(
        talk(
          ['agent', 'Your balance is 800 dollars, due December 1st.'],
          ['customer', 'Okay.'],
          ['agent', 'When will you be able to pay?'],
          ['customer', "I don't know."],
        ),
      ),
    ).toBeNull()
  })

  test('is left when the money was taken during the call', () => {
    expect(
      read(
        talk(
          ['agent', 'Shall I charge 90 dollars to your card today?'],
          ['customer', 'Yes, go ahead.'],
          ['agent', 'The payment was accepted.'],
          ['customer', 'Thank you.'],
        ),
      ),
    ).toBeNull()
  })

  test('is made by words that were half heard', () => {
    expect(answering('[inaudible] two hundred [inaudible] Friday')).toBeNull()
  })
})
