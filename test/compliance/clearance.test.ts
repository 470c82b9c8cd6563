import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { clear, rules } from '../../src/compliance/clearance.ts'
import { disclosures } from '../../src/compliance/disclosures.ts'
import { possibleZones } from '../../src/compliance/whereabouts.ts'
import { attempt, question, roadsideQuestion, talk } from './question.ts'

const quarter = 15 * 60_000
const from = Date.parse('2026-01-01T00:00:00Z')
const to = Date.parse('2027-12-31T00:00:00Z')
const anyInstant = fc.integer({ min: from, max: to }).map((at) => new Date(at).toISOString())
/** One person of each kind of place: one zone, two zones, no daylight time, a half-hour zone, the far Pacific, nowhere known. */
const anyPlace = fc.constantFrom(
  { phone: '+14045550107', address_state: 'GA' },
  { phone: '+12135550103', address_state: 'GA' },
  { phone: '+16025550105', address_state: 'AZ' },
  { phone: '+17095550117', address_state: 'GA' },
  { phone: '+16715550114', address_state: 'NY', zip: '12207' },
  { phone: '+16175550108', address_state: 'MA' },
  { phone: '+14045550107', other_phones: ['+18085550112'] },
)
const anyOutcome = fc.constantFrom('no_answer', 'voicemail', 'conversation', 'busy', 'failed', 'unknown', 'answered_dropped')

/** A question with up to twelve contacts in the ten days before it. */
const anyQuestion = fc
  .record({
    now: anyInstant,
    place: anyPlace,
    contacts: fc.array(fc.record({ minutesAgo: fc.integer({ min: 1, max: 10 * 24 * 60 }), outcome: anyOutcome }), { maxLength: 12 }),
    evenings: fc.boolean(),
  })
  .map(({ now, place, contacts, evenings }) =>
    question({
      now,
      customer: place,
      flags: evenings ? { inconvenient: [{ days: ['mon', 'wed', 'sat'], from: '17:30', to: '09:00' }] } : {},
      history: contacts.map(({ minutesAgo, outcome }) => attempt(new Date(Date.parse(now) - minutesAgo * 60_000).toISOString(), { outcome })),
    }),
  )

describe('a clearance', () => {
  test('that defers is an allowance at its first open instant, and not at any quarter hour before', () => {
    fc.assert(
      fc.property(anyQuestion, fc.double({ min: 0, max: 1, noNaN: true }), (asked, share) => {
        const answer = clear(asked)
        if (answer.decision !== 'defer' || answer.not_before === null) return
        expect(clear({ ...asked, now: answer.not_before })).toMatchObject({ decision: 'allow', rule_ids: [] })
        const first = Math.floor(Date.parse(asked.now) / quarter + 1) * quarter
        const waits = Math.floor((Date.parse(answer.not_before) - 1 - first) / quarter)
        if (waits < 0) return
        const earlier = new Date(first + Math.floor(share * waits) * quarter).toISOString()
        expect(clear({ ...asked, now: earlier }).decision).not.toBe('allow')
      }),
      { numRuns: 300 },
    )
  })

  test('is never given outside 8:00 to 21:00 on any wall where the person may be', () => {
    fc.assert(
      fc.property(anyInstant, (now) => {
        const zones = ['America/Los_Angeles', 'America/New_York']
        const isOpen = zones.every((zone) => {
          const { hour } = Temporal.Instant.from(now).toZonedDateTimeISO(zone)
          return hour >= 8 && hour < 21
        })
        expect(clear(question({ now, customer: { phone: '+12135550103', address_state: 'GA' } })).decision).toBe(isOpen ? 'allow' : 'defer')
      }),
    )
  })

  test('is never given for an eighth counted call in seven local days, nor within seven local days of a talk', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        if (clear(asked).decision !== 'allow') return
        // Counted by the dates of every wall where the person may be: midnight is not everywhere at once.
        for (const zone of possibleZones(asked.customer)) {
          const localDate = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate()
          const today = localDate(asked.now)
          const inTheWeek = asked.history.filter((row) => localDate(row.at).until(today).days < 7)
          expect(inTheWeek.filter((row) => !['busy', 'failed'].includes(row.outcome)).length).toBeLessThan(7)
          expect(inTheWeek.filter((row) => row.outcome === 'conversation')).toEqual([])
        }
      }),
      { numRuns: 300 },
    )
  })

  test('names rules exactly when it is not an allowance, and what to say exactly when it is', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const { decision, rule_ids, must_say, not_before } = clear(asked)
        expect(rule_ids.length > 0).toBe(decision !== 'allow')
        expect(must_say.length > 0).toBe(decision === 'allow')
        expect(not_before !== null).toBe(decision === 'defer')
        expect(new Set(rule_ids).size).toBe(rule_ids.length)
      }),
    )
  })

  test('depends on the question alone: asked twice, or with the past in another order, it is the same', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const answer = clear(asked)
        expect(clear(structuredClone(asked))).toEqual(answer)
        expect(clear({ ...asked, history: asked.history.toReversed() })).toEqual(answer)
      }),
    )
  })

  test('tells a person until when it defers, where, and why', () => {
    const phoenix = { phone: '+16025550105', address_state: 'AZ' }
    expect(clear(question({ now: '2026-07-01T14:30:00Z', customer: phoenix })).explanation).toBe(
      'Deferred to 8:00 in Phoenix because it is outside 8:00 to 21:00 where this person may be (REGF-6B1-HOURS).',
    )
  })

  test('gives the date of an opening that is not today', () => {
    const answer = clear(question({ history: [talk('2026-06-09T15:00:00Z')] }))
    expect(answer.not_before).toBe('2026-06-16T12:00:00.000Z')
    expect(answer.explanation).toMatch(/^Deferred to 8:00 on 2026-06-16 in New York because the last talk about this debt/)
  })

  test('tells a person why it refuses, with every reason', () => {
    expect(clear(question({ flags: { bankruptcy: 'active', no_medium: ['voice'] } })).explanation).toBe(
      'Refused: this person asked not to be reached this way (REGF-14H-MEDIUM); a bankruptcy case is open, or has discharged the debt (BK-STAY).',
    )
  })

  test('is refused when nothing opens within ten weeks', () => {
    const always = { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }
    expect(clear(question({ flags: { inconvenient: [{ ...always, until: '2026-08-30' }] } }))).toMatchObject({
      decision: 'refuse',
      rule_ids: ['REGF-6B1-INCONV'],
    })
    expect(clear(question({ flags: { inconvenient: [{ ...always, until: '2026-08-10' }] } }))).toMatchObject({
      decision: 'defer',
      not_before: '2026-08-11T12:00:00.000Z',
    })
  })

  test('waits without a date while a call is live, and refuses if something else refuses', () => {
    expect(clear(question({ customer: { in_flight: true } }))).toMatchObject({ decision: 'defer', not_before: null, rule_ids: ['P-LIVE'] })
    expect(clear(roadsideQuestion({ customer: { in_flight: true } }))).toMatchObject({ decision: 'defer', not_before: null, rule_ids: ['P-LIVE'] })
    expect(clear(question({ customer: { in_flight: true }, flags: { deceased: true } })).decision).toBe('refuse')
  })

  test('opens at the end of an hour of rest even off the quarter hour', () => {
    expect(clear(question({ history: [attempt('2026-06-10T14:37:20Z', { outcome: 'busy' })] })).not_before).toBe('2026-06-10T15:37:20.000Z')
  })

  test('opens at the very time that the consumer asked for', () => {
    const off_hours = [{ from: '2026-06-11T02:07:00Z', to: '2026-06-11T03:00:00Z', given_to: 'collector' }]
    expect(clear(question({ now: '2026-06-11T01:30:00Z', consents: { off_hours } })).not_before).toBe('2026-06-11T02:07:00.000Z')
  })

  test('takes no longer than a millisecond when it allows, once its zones are known', () => {
    const asked = question({ history: Array.from({ length: 5 }, (_, day) => attempt(`2026-06-0${day + 1}T15:00:00Z`)) })
    expect(clear(asked).decision).toBe('allow')
    const began = performance.now()
    for (let turn = 0; turn < 200; turn++) clear(asked)
    expect((performance.now() - began) / 200).toBeLessThan(1)
  })
})

describe('a rule', () => {
  test('never lacks what a reader needs to hold it against its source', () => {
    for (const rule of rules) {
      expect(rule.id).toMatch(/^[A-Z0-9]+(-[A-Z0-9]+)*$/)
      expect(rule.sentence.length).toBeGreaterThan(10)
      expect(rule.source.length).toBeGreaterThan(5)
      expect(rule.version).toBeGreaterThan(0)
      if (rule.mark === 'V' && rule.id.startsWith('REGF')) expect(rule.read_at).not.toBeNull()
    }
  })

  test('does not bind before it came into force', () => {
    expect(clear(question({ now: '2021-11-29T04:00:00Z', consents: {} })).rule_ids).not.toContain('REGF-6B1-HOURS')
    expect(clear(question({ now: '2021-11-30T04:00:00Z', consents: {} })).rule_ids).toContain('REGF-6B1-HOURS')
  })
})

describe('what must be said', () => {
  test('is always in the order of the list, whatever the channel and purpose', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('voice_ai', 'voice_human', 'sms', 'email'),
        fc.constantFrom('collection', 'payment_reminder'),
        fc.boolean(),
        fc.boolean(),
        (channel, purpose, time_barred, spokeBefore) => {
          const said = clear(
            question({
              consents: { sms: { status: 'granted' } },
              debt: { time_barred },
              history: spokeBefore ? [talk('2026-05-01T15:00:00Z')] : [],
              request: { channel, purpose },
            }),
          ).must_say
          expect(said).toEqual(disclosures.filter((disclosure) => said.includes(disclosure)))
          expect(said.includes('ai_identity')).toBe(channel === 'voice_ai')
          expect(said.includes('recording_notice')).toBe(channel.startsWith('voice'))
          expect(said.includes('time_barred')).toBe(time_barred)
          expect(said.includes('mini_miranda_initial')).toBe(!spokeBefore)
          expect(said.includes('mini_miranda_subsequent')).toBe(spokeBefore)
        },
      ),
    )
  })

  test('on a roadside call never tells of a debt', () => {
    expect(clear(roadsideQuestion({ debt: { time_barred: true } })).must_say).toEqual(['ai_identity', 'recording_notice'])
  })

  test('to a third party never tells of a debt', () => {
    expect(clear(question({ request: { channel: 'voice_human', purpose: 'location', party: 'tpA' } })).must_say).toEqual(['recording_notice'])
  })

  test('after a voicemail alone is still that of a first communication', () => {
    expect(clear(question({ history: [attempt('2026-06-01T15:00:00Z', { outcome: 'voicemail' })] })).must_say).toContain('mini_miranda_initial')
  })

  test('is that of a later communication when the file says there was a first', () => {
    const debt = { initial_comm_at: '2026-05-01T15:00:00Z', notice_sent_at: '2026-05-02T15:00:00Z' }
    expect(clear(question({ debt })).must_say).toContain('mini_miranda_subsequent')
  })
})
