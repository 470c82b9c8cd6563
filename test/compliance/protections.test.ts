import { describe, expect, test } from 'vitest'
import { clear } from '../../src/compliance/clearance.ts'
import { attempt, question, roadsideQuestion, talk } from './question.ts'

const ruled = (changes: Parameters<typeof question>[0]) => clear(question(changes)).rule_ids
const phone = '+14045550107'
const reply = { channel: 'email', in_reply_to: { at: '2026-06-10T14:50:00Z', channel: 'email', replied: false } }

describe('a call is refused', () => {
  test.each([
    ['to somebody an attorney speaks for', { flags: { attorney: { debts: ['*'], known: true } } }, 'REGF-6B2-ATTORNEY'],
    ['to somebody an attorney speaks for in an unnamed matter', { flags: { attorney: { known: true } } }, 'REGF-6B2-ATTORNEY'],
    ['after a written end of contact', { flags: { cease: [{ debt_id: 'd1', received_at: '2026-06-10T15:00:00Z' }] } }, 'REGF-6C-CEASE'],
    ['after "stop calling"', { flags: { no_medium: ['voice'] } }, 'REGF-14H-MEDIUM'],
    ['to a number that was closed', { flags: { no_numbers: [phone] } }, 'REGF-14H-MEDIUM'],
    ["to somebody else's number", { flags: { wrong_numbers: [phone] } }, 'REGF-6D-THIRDPARTY'],
    ['to a line at an inconvenient place', { flags: { home_inconvenient: [phone] } }, 'REGF-6B1-PLACE'],
    ['to a number at work', { flags: { work_numbers: [phone] } }, 'REGF-6B3-WORK'],
    ['in an open bankruptcy', { flags: { bankruptcy: 'active' } }, 'BK-STAY'],
    ['about a discharged debt', { flags: { bankruptcy: 'discharged' } }, 'BK-STAY'],
    ['to somebody who has died', { flags: { deceased: true } }, 'DECEASED'],
    ['to a minor', { flags: { minor: true } }, 'MINOR'],
    ['to somebody on active duty', { flags: { scra: true } }, 'SCRA-REVIEW'],
    ['about a paid debt', { debt: { status: 'paid' } }, 'DEBT-CLOSED'],
    ['about a settled debt', { debt: { status: 'settled' } }, 'DEBT-CLOSED'],
    ['about a recalled debt', { debt: { status: 'recalled' } }, 'DEBT-CLOSED'],
    ['about a disputed debt', { debt: { dispute: 'open' } }, 'REGF-38-DISPUTE'],
    ['six days after a first talk without a notice', { debt: { initial_comm_at: '2026-06-04T15:00:00Z' } }, 'REGF-34-NOTICE'],
    ['to a toll-free number', { customer: { phone: '+18005550122', address_state: 'GA' } }, 'P-COUNTRY'],
    ['to Jamaica', { customer: { phone: '+18765550122', address_state: 'GA' } }, 'P-COUNTRY'],
    ['to sell something', { request: { purpose: 'telemarketing' } }, 'P-NO-MARKETING'],
  ])('%s', (_, changes, rule) => expect(clear(question(changes))).toMatchObject({ decision: 'refuse', rule_ids: [rule], not_before: null, must_say: [] }))
})

describe('a call is not refused', () => {
  test.each([
    ['when the attorney agrees', { flags: { attorney: { debts: ['*'], known: true, consents: true } } }],
    ['when the attorney does not answer', { flags: { attorney: { debts: ['*'], known: true, unresponsive: true } } }],
    ['when the attorney is not known', { flags: { attorney: { debts: ['*'], known: false } } }],
    ['when the attorney acts in another debt', { flags: { attorney: { debts: ['d2'], known: true } } }],
    ['before a notice to cease has come in', { flags: { cease: [{ debt_id: '*', received_at: '2026-06-10T15:00:01Z' }] } }],
    ['when another number was closed', { flags: { no_numbers: ['+14045550199'], wrong_numbers: ['+14045550198'], work_numbers: ['+14045550197'] } }],
    ['when another medium was closed', { flags: { no_medium: ['sms', 'email'] } }],
    ['when the bankruptcy case was dismissed', { flags: { bankruptcy: 'dismissed' } }],
    ['when the dispute was answered', { debt: { dispute: 'answered', status: 'open' } }],
    ['five days after a first talk without a notice', { debt: { initial_comm_at: '2026-06-05T15:00:00Z' } }],
    ['after the notice was sent', { debt: { initial_comm_at: '2026-05-05T15:00:00Z', notice_sent_at: '2026-05-06T15:00:00Z' } }],
    ['to a Canadian number of somebody with an American address', { customer: { phone: '+14165550108', address_state: 'NY' } }],
    ['for a flag that nobody knows', { flags: { left_handed: true } }],
    [
      'by a human, when an AI would be',
      { request: { channel: 'voice_human' }, flags: { deceased: true, minor: true, scra: true }, consents: { ai_voice: { status: 'none' } } },
    ],
  ])('%s', (_, changes) => expect(clear(question(changes))).toMatchObject({ decision: 'allow', rule_ids: [] }))
})

describe('one reply to a message of the consumer', () => {
  test('is allowed where an attorney or a closed medium would forbid it', () => {
    expect(ruled({ flags: { attorney: { known: true }, no_medium: ['email'] }, request: reply })).toEqual([])
  })

  test('is not allowed after a notice to cease, nor at night', () => {
    expect(ruled({ now: '2026-06-11T02:00:00Z', flags: { cease: [{ debt_id: '*', received_at: '2026-06-01T15:00:00Z' }] }, request: reply })).toEqual([
      'REGF-6B1-HOURS',
      'REGF-6C-CEASE',
    ])
  })
})

describe('a request that names no debt', () => {
  test('is held back by what protects any debt on file', () => {
    const customer = { debts: [{ id: 'd1' }, { id: 'd2', dispute: 'open' }] }
    const flags = { cease: [{ debt_id: 'd1', received_at: '2026-06-01T15:00:00Z' }] }
    expect(ruled({ customer, flags, request: { debt_id: null } })).toEqual(['REGF-6C-CEASE', 'REGF-38-DISPUTE'])
  })
})

describe('a third party who may know where somebody is', () => {
  const location = { channel: 'voice_human', purpose: 'location', party: 'tpA' }
  const spoken = [talk('2026-05-01T15:00:00Z', { party: 'tpA' })]

  test('is spoken to once', () => {
    expect(ruled({ request: location })).toEqual([])
    expect(ruled({ request: location, history: spoken })).toEqual(['REGF-10C-ONCE'])
    expect(ruled({ request: { ...location, party: 'tpB' }, history: spoken })).toEqual([])
  })

  test('may be called again when asked to', () => {
    expect(ruled({ request: { ...location, third_party_asked_again: true }, history: spoken })).toEqual([])
  })

  test('has given no consent to an AI voice', () => {
    expect(ruled({ request: { ...location, channel: 'voice_ai' } })).toEqual(['TCPA-CONSENT'])
  })

  test('has a count apart from that of the consumer', () => {
    expect(ruled({ request: location, history: [talk('2026-06-09T15:00:00Z')] })).toEqual([])
    expect(ruled({ history: [talk('2026-06-09T15:00:00Z', { party: 'tpA' }), attempt('2026-06-10T14:30:00Z', { party: 'tpA' })] })).toEqual([])
  })
})

describe('somebody who waits for help on the road', () => {
  test('is called back whatever stands against the collection of a debt', () => {
    const flags = {
      attorney: { known: true },
      cease: [{ debt_id: '*', received_at: '2026-01-01T00:00:00Z' }],
      bankruptcy: 'active',
      scra: true,
      no_medium: ['voice'],
      inconvenient: [{ days: ['wed'] }],
    }
    const history = [talk('2026-06-10T14:00:00Z'), attempt('2026-06-10T14:50:00Z')]
    expect(clear(roadsideQuestion({ flags, history })).rule_ids).toEqual([])
  })

  test('is not called back once the incident is closed', () => {
    expect(clear(roadsideQuestion({ request: { incident_open: false } })).rule_ids).toEqual(['P-INCIDENT'])
    expect(clear(roadsideQuestion({ flags: { no_medium: ['voice'] }, request: { incident_open: false } })).rule_ids).toEqual(['P-INCIDENT', 'REGF-14H-MEDIUM'])
  })

  test("is never sought at somebody else's number", () => {
    expect(clear(roadsideQuestion({ flags: { wrong_numbers: [phone] } })).rule_ids).toEqual(['REGF-6D-THIRDPARTY'])
  })
})
