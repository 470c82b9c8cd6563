import { describe, expect, test } from 'vitest'
import { clear } from '../../src/compliance/clearance.ts'
import { attempt, question } from './question.ts'

const ruled = (changes: Parameters<typeof question>[0]) => clear(question({ now: '2026-06-10T18:00:00Z', ...changes })).rule_ids
const boston = { phone: '+16175550108', address_state: 'MA' }
const newYork = { phone: '+12125550101', address_state: 'NY', zip: '10001' }
const washington = { phone: '+12065550109', address_state: 'WA' }
const district = { phone: '+12025550110', address_state: 'DC' }
const nevada = { phone: '+17025550111', address_state: 'NV' }
const daysAgo = (...days: number[]) => days.map((ago) => `2026-06-${String(10 - ago).padStart(2, '0')}T16:00:00Z`)
const calls = (...days: number[]) => daysAgo(...days).map((at) => attempt(at))
const texts = (...days: number[]) => daysAgo(...days).map((at) => attempt(at, { channel: 'sms', outcome: 'sms_sent' }))
const emails = (...days: number[]) => daysAgo(...days).map((at) => attempt(at, { channel: 'email', outcome: 'email_sent' }))

describe('a state or city caps a week', () => {
  test.each([
    ['Massachusetts: two calls', boston, calls(1, 6), ['ST-MA-FREQ']],
    ['Massachusetts: a call and a text', boston, [...calls(1), ...texts(2)], ['ST-MA-FREQ']],
    ['Massachusetts: mail does not count', boston, [...calls(1), ...emails(2)], []],
    ['Massachusetts: the eighth day does not count', boston, calls(1, 7), []],
    ['Massachusetts: a busy line does not count', boston, [attempt('2026-06-09T16:00:00Z', { outcome: 'busy' }), ...calls(2)], []],
    ['New York City: a text and a mail', newYork, [...texts(1), ...emails(2)], ['ST-NYC-FREQ']],
    ['the District: four calls', district, calls(1, 2, 3, 4), ['ST-DC-FREQ']],
    ['the District: texts do not count', district, [...calls(1, 2, 3), ...texts(4)], []],
    ['Washington: a call, a text and a mail', washington, [...calls(1), ...texts(2), ...emails(3)], ['ST-WA-FREQ']],
    ['Georgia: nothing', {}, calls(1, 2, 3, 4), []],
  ])('%s', (_, place, history, rule_ids) => expect(ruled({ customer: place, history })).toEqual(rule_ids))

  test('by the number where the address says otherwise, and by the address where the number does', () => {
    expect(ruled({ customer: { ...boston, address_state: 'GA' }, history: calls(1, 2) })).toEqual(['ST-MA-FREQ'])
    expect(ruled({ customer: { phone: '+14045550107', address_state: 'MA' }, history: calls(1, 2) })).toEqual(['ST-MA-FREQ'])
  })

  test('for each debt apart, but in Washington for the person', () => {
    const others = daysAgo(1, 2, 3, 4).map((at) => attempt(at, { debt_id: 'd2' }))
    for (const place of [boston, newYork, district]) expect(ruled({ customer: place, history: others })).toEqual([])
    expect(ruled({ customer: washington, history: others })).toEqual(['ST-WA-FREQ'])
  })

  test('in the District for all debts of one account', () => {
    const history = daysAgo(1, 2, 3, 4).map((at) => attempt(at, { debt_id: 'd2' }))
    const debts = (account: string) => [
      { id: 'd1', account: 'A1' },
      { id: 'd2', account },
    ]
    expect(ruled({ customer: { ...district, debts: debts('A1') }, history })).toEqual(['ST-DC-FREQ'])
    expect(ruled({ customer: { ...district, debts: debts('A2') }, history })).toEqual([])
  })

  test('also for somebody who asked to be called again', () => {
    const callback = [{ debt_id: 'd1', at: '2026-06-04T12:00:00Z', given_to: 'collector' }]
    expect(ruled({ customer: boston, consents: { callback }, history: calls(1, 2) })).toEqual(['ST-MA-FREQ'])
  })

  test('except, in New York City, for a reply', () => {
    const request = { channel: 'email', in_reply_to: { at: '2026-06-10T17:00:00Z', channel: 'email', replied: false } }
    expect(ruled({ customer: newYork, history: calls(1, 2), request })).toEqual([])
    expect(ruled({ customer: newYork, history: calls(1, 2), request: { channel: 'email' } })).toEqual(['ST-NYC-FREQ'])
    expect(ruled({ customer: washington, history: calls(1, 2, 3), request })).toEqual(['ST-WA-FREQ'])
  })

  test('and not a call that only asks a third party where somebody is', () => {
    const request = { channel: 'voice_human', purpose: 'location', party: 'tpA' }
    const history = calls(1, 2, 3, 4).map((row) => ({ ...row, party: 'tpA' }))
    for (const place of [boston, newYork, district, washington]) expect(ruled({ customer: place, history, request })).toEqual([])
  })
})

describe('a medical debt in Nevada', () => {
  const medical = (medical_notice_at?: string) => ({ customer: nevada, debt: { kind: 'medical', ...(medical_notice_at && { medical_notice_at }) } })
  const asked = (at?: string) => clear(question({ now: '2026-06-10T18:00:00Z', customer: { ...nevada, debts: [{ id: 'd1', ...medical(at).debt }] } }))

  test('is refused until a notice was sent', () => {
    expect(asked()).toMatchObject({ decision: 'refuse', rule_ids: ['ST-NV-MEDICAL'] })
  })

  test('waits for sixty local days after it', () => {
    expect(asked('2026-04-12T18:00:00Z')).toMatchObject({ decision: 'defer', rule_ids: ['ST-NV-MEDICAL'], not_before: '2026-06-11T15:00:00.000Z' })
    expect(asked('2026-04-11T18:00:00Z').decision).toBe('allow')
  })
})
