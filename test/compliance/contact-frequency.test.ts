import { describe, expect, test } from 'vitest'
import { clear } from '../../src/compliance/clearance.ts'
import { attempt, question, roadsideQuestion, talk } from './question.ts'

const ruled = (changes: Parameters<typeof question>[0]) => clear(question(changes)).rule_ids
const opening = (changes: Parameters<typeof question>[0]) => clear(question(changes)).not_before
/** One attempt at noon UTC on each of these days of June. */
const on = (days: readonly number[], changes: Record<string, unknown> = {}) =>
  days.map((day) => attempt(`2026-06-${String(day).padStart(2, '0')}T14:00:00Z`, changes))
const week = [4, 5, 6, 7, 8, 9, 10]

describe('seven calls about one debt in seven days', () => {
  test('are as many as there may be', () => {
    expect(ruled({ history: on(week) })).toEqual(['REGF-14B-7IN7'])
    expect(ruled({ history: on(week.slice(1)) })).toEqual([])
  })

  test.each(['no_answer', 'voicemail', 'limited_content_message', 'ringless_voicemail', 'answered_dropped', 'wrong_party', 'unknown'])(
    'are counted when they end in %s',
    (outcome) => {
      expect(ruled({ history: on(week, { outcome }) })).toEqual(['REGF-14B-7IN7'])
    },
  )

  test.each(['busy', 'not_in_service', 'failed'])('are not counted when they end in %s', (outcome) =>
    expect(ruled({ history: on(week, { outcome }) })).toEqual([]),
  )

  test.each([
    ['by the consumer', { direction: 'inbound' }],
    ['by text', { channel: 'sms', outcome: 'sms_sent' }],
    ['about another debt', { debt_id: 'd2' }],
    ['about help on the road', { debt_id: null, purpose: 'roadside_callback' }],
  ])('are not counted when they were made %s', (_, changes) => expect(ruled({ history: on(week, changes) })).toEqual([]))

  test('count for the requested debt when they named none', () => {
    expect(ruled({ history: on(week, { debt_id: null }) })).toEqual(['REGF-14B-7IN7'])
  })

  test('about several debts count for the first of them, unless they were talks', () => {
    const both = { debt_id: undefined, debt_ids: ['d2', 'd1'] }
    expect(ruled({ history: on(week, both) })).toEqual([])
    expect(ruled({ history: on([9], { ...both, outcome: 'conversation' }) })).toEqual(['REGF-14B-TALK'])
  })

  test('do not hold back a text', () => {
    expect(ruled({ history: on(week), consents: { sms: { status: 'granted' } }, request: { channel: 'sms' } })).toEqual([])
  })

  test('are counted by the date on every wall: the latest opening wins', () => {
    // 04:30 UTC on the 4th is still the 3rd in Los Angeles, but the 4th in New York.
    const history = [attempt('2026-06-04T04:30:00Z'), ...on([5, 6, 7, 8, 9, 10])]
    expect(opening({ now: '2026-06-10T16:00:00Z', customer: { phone: '+12135550103', address_state: 'CA' }, history })).toBeNull()
    expect(opening({ now: '2026-06-10T16:00:00Z', customer: { phone: '+12135550103', address_state: 'GA' }, history })).toBe('2026-06-11T15:00:00.000Z')
  })
})

describe('a talk about a debt', () => {
  test.each([
    ['holds to the seventh day', '2026-06-11T16:00:00Z', ['REGF-14B-TALK']],
    ['lets go on the same weekday of the next week', '2026-06-12T12:00:00Z', []],
  ])('%s', (_, now, rule_ids) => expect(ruled({ now, history: [talk('2026-06-05T23:00:00Z')] })).toEqual(rule_ids))

  test('holds also when the consumer began it', () => {
    expect(ruled({ history: [talk('2026-06-05T14:00:00Z', { direction: 'inbound' })] })).toEqual(['REGF-14B-TALK'])
  })

  test('holds for all student loans of one account', () => {
    const loan = (id: string, account: string) => ({ id, account, kind: 'student_loan' })
    const history = [talk('2026-06-08T14:00:00Z', { debt_id: 'd2' })]
    expect(ruled({ customer: { debts: [loan('d1', 'A9'), loan('d2', 'A9')] }, history })).toEqual(['REGF-14B-TALK'])
    expect(ruled({ customer: { debts: [loan('d1', 'A9'), loan('d2', 'B1')] }, history })).toEqual([])
  })

  test('does not hold back help on the road', () => {
    expect(clear(roadsideQuestion({ history: [talk('2026-06-10T14:30:00Z')] })).rule_ids).toEqual([])
  })
})

describe('the line of a person', () => {
  test.each(['no_answer', 'busy', 'failed'])('rests for an hour after an attempt that ended in %s', (outcome) => {
    const history = [attempt('2026-06-10T14:00:01Z', { outcome, debt_id: 'd2' })]
    expect(ruled({ history })).toEqual(['P-GAP'])
    expect(ruled({ now: '2026-06-10T15:00:01Z', history })).toEqual([])
  })

  test('does not rest from calls about help on the road', () => {
    expect(ruled({ history: [attempt('2026-06-10T14:30:00Z', { debt_id: null, purpose: 'roadside_callback' })] })).toEqual([])
  })

  test('is called three times a day at most, over all debts', () => {
    const history = ['12:00', '13:00', '14:00'].map((time, index) => attempt(`2026-06-10T${time}:00Z`, { debt_id: `d${index}` }))
    expect(ruled({ history })).toEqual(['P-DAY'])
    expect(opening({ history })).toBe('2026-06-11T12:00:00.000Z')
    expect(ruled({ history: history.slice(1) })).toEqual([])
  })

  test('is not spent by calls to a number that was somebody else’s', () => {
    const history = on([4, 5, 6, 7, 8, 9, 10], { number: '+14045550199' })
    expect(ruled({ history })).toEqual(['REGF-14B-7IN7'])
    expect(ruled({ history, flags: { wrong_numbers: ['+14045550199'] } })).toEqual([])
  })
})
