import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  advance,
  type Call,
  type CallEvent,
  type CallStatus,
  callSchema,
  callStatuses,
  consequences,
  contactOutcome,
  ends,
  isFinished,
  transitions,
} from '../../src/domain/call.ts'

const at = '2026-06-10T15:00:00.000Z'
const dialled: Call = {
  id: 'call_00000000000000000000000001',
  customer_id: 'cus_00000000000000000000000001',
  account_id: 'acct_00000000000000000000000001',
  pack: 'collections',
  purpose: 'collection',
  direction: 'outbound',
  channel: 'phone',
  status: 'reserved',
  end_reason: null,
  answer_class: null,
  conversation_id: null,
  agent_id: null,
  follow_up_id: null,
  created_at: at,
  dialed_at: null,
  answered_at: null,
  ended_at: null,
  duration_seconds: null,
  analysis_status: 'pending',
  voice_usd: null,
}
const final = {
  answer_class: 'human',
  end_reason: 'client_ended',
  answered_at: at,
  ended_at: '2026-06-10T15:02:00.000Z',
  duration_seconds: 120,
  voice_usd: 0.12,
} as const
const events: readonly CallEvent[] = [
  { kind: 'dial_started', at },
  { kind: 'dial_accepted', at, conversation_id: 'conv_1', agent_id: 'agent_1' },
  { kind: 'dial_refused', at, reason: 'bad_number' },
  { kind: 'answer_lost', at, reason: 'timeout' },
  { kind: 'conversation_found', at, conversation_id: 'conv_1' },
  { kind: 'dial_not_found', at },
  { kind: 'answered', at },
  { kind: 'hung_up', at, reason: 'agent_ended' },
  { kind: 'cancelled', at, reason: 'by_operator' },
  ...ends.map((kind): CallEvent => ({ kind, at, final })),
]
const anyEvents = fc.array(fc.constantFrom(...events), { maxLength: 20 })
const eventOf = (kind: CallEvent['kind']) => events.find((event) => event.kind === kind) as CallEvent

/** The call after these events, and every job that followed on the way. */
function live(happened: readonly CallEvent[], start = dialled) {
  let call = start
  const jobs: string[] = []
  const path: CallStatus[] = [start.status]
  for (const event of happened) {
    const next = advance(call, event)
    if (!next.ok) continue
    jobs.push(...consequences(call, next.value, event.kind))
    call = next.value
    path.push(call.status)
  }
  return { call, jobs, path }
}
const lived = (...kinds: CallEvent['kind'][]) => live(kinds.map(eventOf))

/** How far along a call is; a dial in doubt may still turn out to be a dial. */
const stage: Record<CallStatus, number> = {
  reserved: 0,
  dialing: 1,
  dial_unconfirmed: 1,
  in_progress: 2,
  processing: 3,
  completed: 4,
  no_answer: 4,
  busy: 4,
  voicemail: 4,
  failed: 4,
  cancelled: 4,
}

describe('a call', () => {
  test('never goes back, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(anyEvents, (happened) => {
        const { path } = live(happened)
        const stages = path.map((status) => stage[status])
        expect(stages).toEqual(stages.toSorted((a, b) => a - b))
      }),
    )
  })

  test('that is finished is never changed by anything', () => {
    for (const status of callStatuses.filter(isFinished))
      for (const event of events) expect(advance({ ...dialled, status }, event)).toEqual({ ok: false, error: { status, event: event.kind } })
  })

  test('that is not finished can always be finished by a last word of the provider', () => {
    for (const status of callStatuses.filter((candidate) => !isFinished(candidate)))
      for (const end of ends) expect(advance({ ...dialled, status }, eventOf(end))).toMatchObject({ ok: true, value: { status: end } })
  })

  test('always stays a call in the shape in which it is stored', () => {
    fc.assert(
      fc.property(anyEvents, (happened) => {
        const { call } = live(happened)
        expect(callSchema.strict().parse(call)).toEqual(call)
        expect(transitions[call.status]).toBeDefined()
      }),
    )
  })

  test('is settled once, and analysed at most once, over all its life', () => {
    fc.assert(
      fc.property(anyEvents, (happened) => {
        const { call, jobs, path } = live(happened)
        const count = (job: string) => jobs.filter((other) => other === job).length
        expect(count('settle_call')).toBe(isFinished(call.status) ? 1 : 0)
        expect(count('analyse_call')).toBe(isFinished(call.status) && call.analysis_status === 'pending' ? 1 : 0)
        expect(count('project_call')).toBe(path.length - 1)
      }),
    )
  })

  test('that was refused, not found or cancelled is not analysed', () => {
    for (const { call, jobs } of [lived('dial_started', 'dial_refused'), lived('dial_started', 'answer_lost', 'dial_not_found'), lived('cancelled')]) {
      expect(call.analysis_status).toBe('skipped')
      expect(jobs).toContain('settle_call')
      expect(jobs).not.toContain('analyse_call')
    }
  })

  test('takes up its conversation once when it was found, and not when its own dial brought it', () => {
    expect(lived('dial_started', 'dial_accepted', 'conversation_found').jobs.filter((job) => job === 'adopt_conversation')).toHaveLength(0)
    expect(lived('dial_started', 'answer_lost', 'conversation_found', 'dial_accepted').jobs.filter((job) => job === 'adopt_conversation')).toHaveLength(1)
  })

  test('whose dial is in doubt is never dialled again, and is released only when it was not found', () => {
    expect(Object.keys(transitions.dial_unconfirmed)).not.toContain('dial_started')
    expect(lived('dial_started', 'answer_lost').call).toMatchObject({ status: 'dial_unconfirmed', ended_at: null })
    expect(lived('dial_started', 'answer_lost', 'dial_not_found').call).toMatchObject({
      status: 'failed',
      end_reason: 'dial_not_found',
      answer_class: 'unknown',
    })
  })

  test('was answered when its first live turn was heard, not when the provider says so later', () => {
    const first: CallEvent = { kind: 'answered', at: '2026-06-10T15:00:07.000Z' }
    expect(live([eventOf('dial_started'), first, eventOf('completed')]).call.answered_at).toBe(first.at)
    expect(lived('dial_started', 'completed').call.answered_at).toBe(final.answered_at)
  })

  test('ends with the facts of the last word', () => {
    expect(lived('dial_started', 'dial_accepted', 'answered', 'hung_up', 'completed').call).toMatchObject({
      status: 'completed',
      end_reason: 'client_ended',
      answer_class: 'human',
      ended_at: final.ended_at,
      duration_seconds: 120,
      voice_usd: 0.12,
      dialed_at: at,
      conversation_id: 'conv_1',
      agent_id: 'agent_1',
    })
  })
})

describe('a finished call counts in the contact history', () => {
  const outcome = (changes: Partial<Call>) => contactOutcome({ ...dialled, ...changes })
  test.each([
    ['as a conversation when a human spoke', { status: 'completed', answer_class: 'human' }, 'conversation'],
    ['as dropped when nobody knows who answered', { status: 'completed', answer_class: 'unknown' }, 'answered_dropped'],
    ['as a voicemail when a machine spoke', { status: 'completed', answer_class: 'ivr' }, 'voicemail'],
    ['as a voicemail when it went to one', { status: 'voicemail' }, 'voicemail'],
    ['as unanswered', { status: 'no_answer' }, 'no_answer'],
    ['as busy', { status: 'busy' }, 'busy'],
    ['as failed when the carrier could not ring it', { status: 'failed', answer_class: 'failed', conversation_id: 'conv_1' }, 'failed'],
    ['not at all when the provider refused to dial', { status: 'failed', answer_class: 'failed', conversation_id: null }, null],
    ['as unknown when nobody knows whether it rang', { status: 'failed', answer_class: 'unknown' }, 'unknown'],
    ['as a conversation when the line broke while a human spoke', { status: 'failed', answer_class: 'human', answered_at: at }, 'conversation'],
    ['as dropped when the line broke after an answer', { status: 'failed', answer_class: 'failed', answered_at: at }, 'answered_dropped'],
    ['not at all when it was called off', { status: 'cancelled' }, null],
    ['not yet while it is live', { status: 'in_progress' }, null],
  ] as const)('%s', (_, changes, expected) => expect(outcome(changes)).toBe(expected))

  test('always in one way, and never before it is finished', () => {
    fc.assert(
      fc.property(anyEvents, (happened) => {
        const { call } = live(happened)
        const neverRang =
          call.status === 'cancelled' ||
          (call.status === 'failed' && call.answered_at === null && call.conversation_id === null && call.answer_class === 'failed')
        expect(contactOutcome(call) === null).toBe(!isFinished(call.status) || neverRang)
      }),
    )
  })
})
