import { describe, expect, test } from 'vitest'
import { clear } from '../../src/compliance/clearance.ts'
import { question, roadsideQuestion } from './question.ts'

const ruled = (changes: Parameters<typeof question>[0]) => clear(question(changes)).rule_ids
const opening = (changes: Parameters<typeof question>[0]) => clear(question(changes)).not_before

describe('the hours of outreach', () => {
  test.each([
    ['07:59:59.999 is closed', '2026-06-10T11:59:59.999Z', ['REGF-6B1-HOURS']],
    ['08:00:00 is open', '2026-06-10T12:00:00Z', []],
    ['20:59:59.999 is open', '2026-06-11T00:59:59.999Z', []],
    ['21:00:00 is closed', '2026-06-11T01:00:00Z', ['REGF-6B1-HOURS']],
  ])('in one zone: %s', (_, now, rule_ids) => expect(ruled({ now })).toEqual(rule_ids))

  test('open an hour earlier in UTC on the morning on which clocks go forward', () => {
    expect(opening({ now: '2026-03-07T02:30:00Z' })).toBe('2026-03-07T13:00:00.000Z')
    expect(opening({ now: '2026-03-08T02:30:00Z' })).toBe('2026-03-08T12:00:00.000Z')
  })

  test('open an hour later in UTC on the morning on which clocks go back', () => {
    expect(opening({ now: '2026-10-31T02:30:00Z' })).toBe('2026-10-31T12:00:00.000Z')
    expect(opening({ now: '2026-11-01T02:30:00Z' })).toBe('2026-11-01T13:00:00.000Z')
  })

  test('follow a zone that is half an hour off', () => {
    const customer = { phone: '+14045550107', address_state: 'GA', time_zone: 'America/St_Johns', time_zone_source: 'consumer_stated' }
    expect(opening({ now: '2026-05-12T05:00:00Z', customer })).toBe('2026-05-12T10:30:00.000Z')
    expect(ruled({ now: '2026-05-12T10:30:00Z', customer })).toEqual([])
  })

  test('follow a zone that is a quarter of an hour off', () => {
    const customer = { phone: '+14045550107', time_zone: 'Asia/Kathmandu', time_zone_source: 'consumer_stated' }
    expect(opening({ now: '2026-05-12T00:00:00Z', customer })).toBe('2026-05-12T02:15:00.000Z')
  })

  test('must be open in every place that is possible at once', () => {
    const customer = { phone: '+18085550112', address_state: 'PR' }
    expect(opening({ now: '2026-06-10T12:00:00Z', customer })).toBe('2026-06-10T18:00:00.000Z')
    expect(ruled({ now: '2026-06-11T00:59:59Z', customer })).toEqual([])
    expect(ruled({ now: '2026-06-11T01:00:00Z', customer })).toEqual(['REGF-6B1-HOURS'])
  })

  test.each(['voice_ai', 'voice_human', 'sms', 'email'])('bind %s', (channel) => {
    expect(ruled({ now: '2026-06-11T02:00:00Z', consents: { sms: { status: 'granted' } }, request: { channel } })).toEqual(['REGF-6B1-HOURS'])
  })

  test('do not bind a call back to somebody who is stranded', () => {
    expect(clear(roadsideQuestion({ now: '2026-06-10T07:10:00Z' })).decision).toBe('allow')
  })
})

describe('a time outside the hours that a person asked for', () => {
  const asked = { from: '2026-06-11T01:15:00Z', to: '2026-06-11T02:00:00Z' }
  test.each([
    ['from its first instant', '2026-06-11T01:15:00Z', 'collector', []],
    ['to its last', '2026-06-11T02:00:00Z', 'collector', []],
    ['and not a moment longer', '2026-06-11T02:00:00.001Z', 'collector', ['REGF-6B1-HOURS']],
    ['only if the collector was asked', '2026-06-11T01:30:00Z', 'creditor', ['REGF-6B1-HOURS']],
  ])('is open %s', (_, now, given_to, rule_ids) => expect(ruled({ now, consents: { off_hours: [{ ...asked, given_to }] } })).toEqual(rule_ids))

  test('does not open what the deployment has closed', () => {
    const consents = { off_hours: [{ ...asked, given_to: 'collector' }] }
    expect(ruled({ now: '2026-06-11T01:30:00Z', consents, policy: { window: { from: '08:00', to: '20:00' } } })).toEqual(['P-WINDOW'])
  })
})

describe('a time that a person called inconvenient', () => {
  const afternoon = { flags: { inconvenient: [{ days: ['wed'], from: '15:00', to: '17:00' }] } }
  test.each([
    ['opens to the minute before', '2026-06-10T18:59:59Z', []],
    ['is closed from its beginning', '2026-06-10T19:00:00Z', ['REGF-6B1-INCONV']],
    ['is closed to its last second', '2026-06-10T20:59:59Z', ['REGF-6B1-INCONV']],
    ['opens at its end', '2026-06-10T21:00:00Z', []],
    ['leaves other days alone', '2026-06-11T19:00:00Z', []],
  ])('%s', (_, now, rule_ids) => expect(ruled({ now, ...afternoon })).toEqual(rule_ids))

  test('over midnight belongs to the day on which it began', () => {
    const flags = { inconvenient: [{ days: ['tue'], from: '18:00', to: '10:00' }] }
    expect(ruled({ now: '2026-06-09T22:00:00Z', flags })).toEqual(['REGF-6B1-INCONV'])
    expect(ruled({ now: '2026-06-10T13:59:59Z', flags })).toEqual(['REGF-6B1-INCONV'])
    expect(ruled({ now: '2026-06-10T14:00:00Z', flags })).toEqual([])
    expect(ruled({ now: '2026-06-10T22:00:00Z', flags })).toEqual([])
  })

  test('ends with its last date', () => {
    const flags = { inconvenient: [{ days: ['wed', 'thu'], until: '2026-06-10' }] }
    expect(ruled({ now: '2026-06-10T15:00:00Z', flags })).toEqual(['REGF-6B1-INCONV'])
    expect(ruled({ now: '2026-06-11T15:00:00Z', flags })).toEqual([])
  })

  test('with no beginning, or no end, is closed to that end of the day', () => {
    expect(ruled({ now: '2026-06-10T13:00:00Z', flags: { inconvenient: [{ days: ['wed'], to: '10:00' }] } })).toEqual(['REGF-6B1-INCONV'])
    expect(ruled({ now: '2026-06-10T23:00:00Z', flags: { inconvenient: [{ days: ['wed'], from: '18:00' }] } })).toEqual(['REGF-6B1-INCONV'])
  })

  test('is judged on every wall where the person may be', () => {
    const customer = { phone: '+12135550103', address_state: 'GA' }
    // 15:00 in Atlanta is noon in Los Angeles, and 15:00 in Los Angeles is 18:00 in Atlanta.
    expect(ruled({ now: '2026-06-10T19:30:00Z', customer, ...afternoon })).toEqual(['REGF-6B1-INCONV'])
    expect(ruled({ now: '2026-06-10T22:30:00Z', customer, ...afternoon })).toEqual(['REGF-6B1-INCONV'])
    expect(ruled({ now: '2026-06-10T21:30:00Z', customer, ...afternoon })).toEqual([])
  })

  test('may be used for one reply to a message of that person, by the same channel', () => {
    const during = { now: '2026-06-10T19:30:00Z', ...afternoon }
    const reply = (channel: string, replied: boolean) => ({ channel: 'email', in_reply_to: { at: '2026-06-10T19:20:00Z', channel, replied } })
    expect(ruled({ ...during, request: reply('email', false) })).toEqual([])
    expect(ruled({ ...during, request: reply('email', true) })).toEqual(['REGF-6B1-INCONV'])
    expect(ruled({ ...during, request: reply('sms', false) })).toEqual(['REGF-6B1-INCONV'])
  })
})

describe("the deployment's own hours", () => {
  test('close earlier than the law', () => {
    const policy = { window: { from: '09:30', to: '20:00' } }
    expect(opening({ now: '2026-06-10T12:30:00Z', policy })).toBe('2026-06-10T13:30:00.000Z')
    expect(ruled({ now: '2026-06-11T00:30:00Z', policy })).toEqual(['P-WINDOW'])
    expect(ruled({ now: '2026-06-11T02:00:00Z', policy })).toEqual(['REGF-6B1-HOURS', 'P-WINDOW'])
  })

  test('keep a quiet day from its first to its last hour on any wall', () => {
    const policy = { quiet_days: ['2026-07-04'] }
    const customer = { phone: '+16715550114', address_state: 'NY' }
    // Guam is a day ahead: its morning of the 4th is the evening of the 3rd in New York.
    expect(ruled({ now: '2026-07-03T22:30:00Z', customer, policy })).toEqual(['P-QUIET-DAY'])
    expect(ruled({ now: '2026-07-02T22:30:00Z', customer, policy })).toEqual([])
  })
})
