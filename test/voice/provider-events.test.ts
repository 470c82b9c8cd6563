// What the provider's webhooks mean to us, and that nothing it sends can do worse than be refused.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Delivery, readDelivery } from '../../src/voice/provider-events.ts'

const call_id = 'call_01ARZ3NDEKTSV4RRFFQ69G5FAV'
type Over = { data?: object; metadata?: object }
const turn = (role: string, message: string | null, over: object = {}) => ({
  role,
  message,
  time_in_call_secs: 0,
  tool_calls: [],
  tool_results: [],
  interrupted: false,
  ...over,
})

function transcription(transcript: object[], { data, metadata }: Over = {}) {
  return {
    type: 'post_call_transcription',
    event_timestamp: 1_795_017_940,
    data: {
      conversation_id: 'conv_1',
      agent_id: 'agent_1',
      status: 'done',
      user_id: null,
      transcript,
      metadata: {
        start_time_unix_secs: 1_795_017_850,
        accepted_time_unix_secs: 1_795_017_851,
        call_duration_secs: 68,
        phone_call: null,
        termination_reason: '',
        ...metadata,
      },
      ...data,
    },
  }
}
function recordIn(json: unknown) {
  const delivery = readDelivery(json)
  if (!delivery.ok || delivery.value.kind !== 'transcription') throw new Error(JSON.stringify(delivery))
  return delivery.value.record
}
const issuesOf = (json: unknown) => {
  const delivery = readDelivery(json)
  return delivery.ok ? [] : delivery.error.map((issue) => issue.path.join('.'))
}
const talk = [turn('agent', 'Hello.'), turn('user', 'Hi.')]
const endOf = (transcript: object[], over: Over = {}) => {
  const { end, final } = recordIn(transcription(transcript, over))
  return [end, final.answer_class, final.end_reason]
}

describe('a finished conversation', () => {
  test('keeps speakers, words as sent, order and times, and leaves out turns in which nothing was said', () => {
    const record = recordIn(
      transcription([
        turn('agent', ' Two\nlines. '),
        turn('user', null),
        turn('user', '   '),
        turn('user', 'Yes.', { time_in_call_secs: 7 }),
        turn('user', 'Yes.', { time_in_call_secs: 7 }),
      ]),
    )
    expect(record.turns.map(({ key, speaker, text, offset_ms }) => [key, speaker, text, offset_ms])).toEqual([
      ['conv_1:0', 'agent', ' Two\nlines. ', 0],
      ['conv_1:3', 'customer', 'Yes.', 7000],
      ['conv_1:4', 'customer', 'Yes.', 7000],
    ])
  })

  test('holds its tool calls with what the agent said last, each with the result that came turns later', () => {
    const call = (request_id: string) => ({ request_id, tool_name: 'lookup', params_as_json: '{"a":1}', tool_has_been_called: true })
    const result = { request_id: 'r1', tool_name: 'lookup', result_value: 'found', is_error: false }
    const record = recordIn(
      transcription([
        turn('agent', null, { tool_calls: [call('r0')] }),
        turn('agent', 'Let me see.'),
        turn('user', 'Sure.'),
        turn('agent', null, { tool_calls: [call('r1')] }),
        turn('agent', 'Got it.', { tool_results: [result] }),
      ]),
    )
    expect(record.turns.map((said) => said.tool_calls.map(({ request_id, result }) => [request_id, result]))).toEqual([
      [
        ['r0', null],
        ['r1', 'found'],
      ],
      [],
      [],
    ])
  })

  test('says when it began, was answered and ended, and what it cost', () => {
    const { final } = recordIn(transcription(talk, { metadata: { cost_fiat: 0.12 } }))
    expect(final).toMatchObject({ answered_at: '2026-11-18T16:04:11.000Z', ended_at: '2026-11-18T16:05:18.000Z', duration_seconds: 68, voice_usd: 0.12 })
  })

  test('carries our call id, as variable or as user id, and no other text in its place', () => {
    const hint = (data: object) => {
      const delivery = readDelivery(transcription(talk, { data }))
      return delivery.ok && delivery.value.kind === 'transcription' ? delivery.value.call_id_hint : 'refused'
    }
    expect(hint({ conversation_initiation_client_data: { dynamic_variables: { call_id } } })).toBe(call_id)
    expect(hint({ user_id: call_id })).toBe(call_id)
    expect(hint({ user_id: 'pc_01JD0COLLECT', conversation_initiation_client_data: { dynamic_variables: { call_id: 7 } } })).toBeNull()
  })

  test('with a customer who spoke was a human conversation, even where the provider calls it failed', () => {
    expect(endOf(talk)).toEqual(['completed', 'human', 'unknown'])
    expect(endOf(talk, { data: { status: 'failed' }, metadata: { error: { code: 1002, reason: 'custom_llm generation failed' } } })).toEqual([
      'completed',
      'human',
      'error',
    ])
  })

  test('in which nobody spoke was answered by nobody knows whom, and failed only if the provider says so', () => {
    expect(endOf([turn('agent', 'Hello?')])).toEqual(['completed', 'unknown', 'unknown'])
    expect(endOf([], { data: { status: 'failed' } })).toEqual(['failed', 'unknown', 'error'])
    expect(endOf([], { data: { status: 'failed' }, metadata: { accepted_time_unix_secs: null } })).toEqual(['failed', 'failed', 'error'])
  })

  test('was voicemail by any one of its three signs', () => {
    const voicemail = ['voicemail', 'voicemail', 'voicemail']
    expect(endOf(talk, { metadata: { phone_call: { call_result: 'voicemail' } } })).toEqual(voicemail)
    expect(endOf(talk, { metadata: { features_usage: { voicemail_detection: { enabled: true, used: true } } } })).toEqual(voicemail)
    expect(endOf([...talk, turn('agent', null, { tool_calls: [{ request_id: 'r', tool_name: 'voicemail_detection', params_as_json: '{}' }] })])).toEqual(
      voicemail,
    )
  })

  test('was busy or unanswered where the carrier says so', () => {
    expect(endOf([], { metadata: { phone_call: { call_result: 'busy' } } })).toEqual(['busy', 'busy', 'busy'])
    expect(endOf([], { metadata: { phone_call: { call_result: 'no_answer' } } })).toEqual(['no_answer', 'no_answer', 'no_answer'])
  })

  test.each([
    ['end_call tool was called.', 'agent_goodbye'],
    ['Call ended by remote party', 'remote_party_hung_up'],
    ['Client disconnected: 1000', 'remote_party_hung_up'],
    ['Exceeded maximum duration of 600 s', 'max_duration'],
    ['Custom LLM generation failed', 'error'],
    ['The moon was full', 'other'],
    ['', 'unknown'],
  ])('that ended with "%s" ended by %s', (termination_reason, slug) => {
    expect(endOf(talk, { metadata: { termination_reason } })[2]).toBe(slug)
  })

  test('that the customer left after a goodbye ended by customer_goodbye', () => {
    expect(endOf([...talk, turn('user', 'Okay, bye!')], { metadata: { termination_reason: 'Call ended by remote party' } })[2]).toBe('customer_goodbye')
  })
})

describe('a call that never began', () => {
  const failure = (failure_reason: string, body: object) => ({
    type: 'call_initiation_failure',
    event_timestamp: '1795025030',
    data: { agent_id: 'agent_1', conversation_id: 'conv_1', failure_reason, metadata: { type: 'twilio', body } },
  })
  const meaning = (json: unknown) => {
    const delivery = readDelivery(json)
    return delivery.ok && delivery.value.kind === 'initiation_failure'
      ? [delivery.value.end, delivery.value.final.answer_class, delivery.value.final.end_reason]
      : delivery
  }

  test('was busy, unanswered or refused; of an unknown reason the carrier’s own word tells', () => {
    expect(meaning(failure('busy', {}))).toEqual(['busy', 'busy', 'busy'])
    expect(meaning(failure('no-answer', { CallStatus: 'no-answer' }))).toEqual(['no_answer', 'no_answer', 'no_answer'])
    expect(meaning(failure('unknown', { CallStatus: 'no-answer' }))).toEqual(['no_answer', 'no_answer', 'no_answer'])
    expect(meaning(failure('unknown', { CallStatus: 'failed', SipResponseCode: '404' }))).toEqual(['failed', 'failed', 'carrier_sip_404'])
    expect(meaning(failure('busy', { sip_status_code: 486 }))).toEqual(['busy', 'busy', 'busy'])
  })

  test('ended when the provider said so, after no time', () => {
    const delivery = readDelivery(failure('busy', {}))
    expect(delivery).toMatchObject({ ok: true, value: { final: { ended_at: '2026-11-18T18:03:50.000Z', duration_seconds: 0, answered_at: null } } })
  })
})

describe('a delivery', () => {
  test('of an unknown type is taken with whatever ids it has', () => {
    const read = (json: unknown): Delivery | string => {
      const delivery = readDelivery(json)
      return delivery.ok ? delivery.value : 'refused'
    }
    expect(read({ type: 'voice_removal_notice', data: { voice_id: 'v1' } })).toEqual({
      kind: 'unknown',
      type: 'voice_removal_notice',
      conversation_id: null,
      agent_id: null,
    })
    expect(read({ type: 'later', data: { conversation_id: 'conv_9', agent_id: 7 } })).toEqual({
      kind: 'unknown',
      type: 'later',
      conversation_id: 'conv_9',
      agent_id: null,
    })
    expect(read({ type: 'bare' })).toEqual({ kind: 'unknown', type: 'bare', conversation_id: null, agent_id: null })
  })

  test('of the wrong shape is refused with every path that is wrong', () => {
    expect(issuesOf({})).toEqual(['type'])
    expect(issuesOf({ type: 5 })).toEqual(['type'])
    for (const json of [[], 3, null, 'text']) expect(issuesOf(json).length).toBeGreaterThan(0)
    expect(issuesOf({ type: 'post_call_transcription' })).toEqual(['data'])
    expect(issuesOf({ type: 'post_call_audio', data: {} })).toEqual(['data.conversation_id', 'data.agent_id'])
    const ghost = transcription([turn('agent', 'Hello.'), { role: 'ghost', message: 4 }], { data: { conversation_id: 7 } })
    expect(issuesOf(ghost)).toEqual(['data.conversation_id', 'data.transcript.1.role', 'data.transcript.1.message'])
  })

  test('with fields that nobody knew is read as without them', () => {
    const plain = transcription(talk)
    const novel = {
      ...plain,
      extra: true,
      data: {
        ...plain.data,
        new_field: { a: 1 },
        metadata: { ...plain.data.metadata, brand_new: [1] },
        transcript: talk.map((said) => ({ ...said, novel: 'x' })),
      },
    }
    expect(readDelivery(novel)).toEqual(readDelivery(plain))
  })

  test('never makes the reader throw, whatever JSON it is', () => {
    const known = fc.constantFrom('post_call_transcription', 'post_call_audio', 'call_initiation_failure', 'other')
    fc.assert(fc.property(known, fc.jsonValue(), fc.jsonValue(), (type, data, event_timestamp) => void readDelivery({ type, data, event_timestamp })))
    const odd = fc.oneof(fc.jsonValue(), fc.double(), fc.constantFrom(null, 'initiated', -1, 1e300, 253_402_300_800))
    const metadata = fc.record({
      start_time_unix_secs: odd,
      call_duration_secs: odd,
      accepted_time_unix_secs: odd,
      cost_fiat: odd,
      phone_call: odd,
      termination_reason: odd,
    })
    fc.assert(
      fc.property(
        metadata,
        fc.array(odd),
        (facts, transcript) => void readDelivery({ ...transcription([]), data: { conversation_id: 'c', agent_id: 'a', metadata: facts, transcript } }),
      ),
    )
  })
})

const fixtures = '../shared/contracts/fixtures'
const files = existsSync(fixtures) ? readdirSync(fixtures).filter((name) => name.startsWith('el.webhook.')) : []

describe.skipIf(files.length === 0)('the fixtures of the shared contract (skipped where ../shared is absent)', () => {
  const readFixture = (name: string) => JSON.parse(readFileSync(`${fixtures}/${name}`, 'utf8'))

  test.each(files)('%s is read', (name) => expect(readDelivery(readFixture(name)).ok).toBe(true))

  test.each([
    ['collections-promise', 'completed', 'human', 'agent_goodbye', 'outbound'],
    ['roadside-flat-tire', 'completed', 'human', 'agent_goodbye', 'inbound'],
    ['dropped-9s', 'completed', 'human', 'remote_party_hung_up', 'outbound'],
    ['voicemail', 'voicemail', 'voicemail', 'voicemail', 'outbound'],
  ])('%s ended as %s', (name, end, answer_class, end_reason, direction) => {
    const record = recordIn(readFixture(`el.webhook.transcription.${name}.json`))
    expect([record.end, record.final.answer_class, record.final.end_reason, record.phone?.direction]).toEqual([end, answer_class, end_reason, direction])
  })

  test('the spoken turns of the roadside call are all there, and its failed tool is seen to have failed', () => {
    const json = readFixture('el.webhook.transcription.roadside-flat-tire.json')
    const spoken = json.data.transcript.filter((said: { message: string | null }) => said.message?.trim()).map((said: { message: string }) => said.message)
    const record = recordIn(json)
    expect(record.turns.map((said) => said.text)).toEqual(spoken)
    expect(record.turns.flatMap((said) => said.tool_calls).map((call) => [call.name, call.is_error])).toEqual([
      ['lookup_member', false],
      ['dispatch_truck', true],
      ['dispatch_truck', false],
      ['end_call', false],
    ])
  })
})
