import { describe, expect, test } from 'vitest'
import { clear } from '../../src/compliance/clearance.ts'
import { question, roadsideQuestion, talk } from './question.ts'

const ruled = (changes: Parameters<typeof question>[0]) => clear(question(changes)).rule_ids

describe('consent to an AI voice', () => {
  test.each([
    ['granted for collection', { status: 'granted', scope: 'collection' }, []],
    ['granted for everything', { status: 'granted', scope: 'all' }, []],
    ['granted for roadside help only', { status: 'granted', scope: 'roadside' }, ['TCPA-CONSENT']],
    ['granted for nobody knows what', { status: 'granted' }, ['TCPA-CONSENT']],
    ['not given', { status: 'none' }, ['TCPA-CONSENT']],
    ['withdrawn', { status: 'revoked', scope: 'all' }, ['TCPA-REVOKED']],
  ])('%s decides a collection call', (_, ai_voice, rule_ids) => expect(ruled({ consents: { ai_voice } })).toEqual(rule_ids))

  test('that is on no file is not given', () => expect(ruled({ consents: { ai_voice: undefined } })).toEqual(['TCPA-CONSENT']))

  test.each([
    ['granted for roadside help', { status: 'granted', scope: 'roadside' }, []],
    ['granted for everything', { status: 'granted', scope: 'all' }, []],
    ['granted for collection only', { status: 'granted', scope: 'collection' }, ['TCPA-CONSENT']],
    ['withdrawn', { status: 'revoked', scope: 'roadside' }, ['TCPA-CONSENT']],
  ])('%s decides a roadside call', (_, ai_voice, rule_ids) => expect(clear(roadsideQuestion({ consents: { ai_voice } })).rule_ids).toEqual(rule_ids))

  test('is not asked for in an emergency on the road', () => {
    expect(clear(roadsideQuestion({ consents: { ai_voice: { status: 'revoked' } }, request: { emergency: true } })).decision).toBe('allow')
  })

  test('is asked for in a debt call that calls itself an emergency', () => {
    expect(ruled({ consents: { ai_voice: { status: 'revoked' } }, request: { emergency: true } })).toEqual(['TCPA-REVOKED'])
  })

  test.each(['voice_human', 'email'])('is not needed by %s', (channel) =>
    expect(ruled({ consents: { ai_voice: { status: 'revoked' } }, request: { channel } })).toEqual([]),
  )
})

describe('a text', () => {
  test.each([
    [{ sms: { status: 'granted' } }, []],
    [{ sms: { status: 'revoked' } }, ['P-SMS-CONSENT']],
    [{}, ['P-SMS-CONSENT']],
  ])('needs a consent of its own: %j', (consents, rule_ids) => expect(ruled({ consents, request: { channel: 'sms' } })).toEqual(rule_ids))
})

describe('the wish to be called again', () => {
  const spoke = talk('2026-06-05T14:00:00Z')
  const wish = { debt_id: 'd1', at: '2026-06-05T14:03:00Z', given_to: 'collector' }
  const ruledOn = (now: string, change: Record<string, unknown> = {}, history = [spoke]) =>
    ruled({ now, history, consents: { callback: [{ ...wish, ...change }] } })

  test.each([
    ['holds on its last minute', '2026-06-09T15:00:00Z', { until: '2026-06-09T15:00:00Z' }, []],
    ['ends after it', '2026-06-09T15:00:01Z', { until: '2026-06-09T15:00:00Z' }, ['REGF-14B-TALK']],
    ['holds to the moment of its withdrawal', '2026-06-09T14:59:59Z', { revoked_at: '2026-06-09T15:00:00Z' }, []],
    ['ends with it', '2026-06-09T15:00:00Z', { revoked_at: '2026-06-09T15:00:00Z' }, ['REGF-14B-TALK']],
    ['does nothing before it was given', '2026-06-09T15:00:00Z', { at: '2026-06-09T15:00:01Z' }, ['REGF-14B-TALK']],
    ['is not that of another debt', '2026-06-09T15:00:00Z', { debt_id: 'd2' }, ['REGF-14B-TALK']],
  ])('%s', (_, now, change, rule_ids) => expect(ruledOn(now, change)).toEqual(rule_ids))

  test('lasts seven days with the day on which it was given', () => {
    const later = [talk('2026-06-05T14:00:00Z'), talk('2026-06-08T14:00:00Z', { debt_id: 'd2', debt_ids: ['d2'] })]
    expect(ruledOn('2026-06-11T15:00:00Z', {}, later)).toEqual([])
    const calls = Array.from({ length: 7 }, (_, day) => ({
      at: `2026-06-${String(day + 6).padStart(2, '0')}T14:00:00Z`,
      direction: 'outbound',
      outcome: 'no_answer',
      debt_id: 'd1',
    }))
    // Calls of the seven days in which they were welcome do not count; the one on the day after does.
    expect(ruledOn('2026-06-12T15:00:00Z', {}, calls)).toEqual([])
  })

  test('is over on the eighth day, from which calls count again', () => {
    const calls = Array.from({ length: 7 }, (_, day) => ({ at: `2026-06-${day + 12}T14:00:00Z`, direction: 'outbound', outcome: 'no_answer', debt_id: 'd1' }))
    expect(ruledOn('2026-06-18T16:00:00Z', {}, calls)).toEqual(['REGF-14B-7IN7'])
  })

  test('lifts the hour of rest, and never the most of a day', () => {
    expect(ruledOn('2026-06-05T14:30:00Z')).toEqual([])
    const three = ['13:00', '13:20', '13:40'].map((time) => ({ at: `2026-06-06T${time}:00Z`, direction: 'outbound', outcome: 'no_answer', debt_id: 'd1' }))
    expect(ruledOn('2026-06-06T13:50:00Z', {}, three)).toEqual(['P-DAY'])
  })
})
