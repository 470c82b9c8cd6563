// The people and calls of the dashboard's tests and screenshots.
import type { World } from './fake-api.ts'
import { fullCall, liveCall, minutesAgo, sampleCall, sampleCustomer, sampleEntry, sampleFollowUp } from './sample.ts'

export function sampleWorld(): World {
  const maria = sampleCustomer(1, 'Maria Alvarez', { email: 'maria.alvarez@example.com' })
  const devon = sampleCustomer(2, 'Devon Brooks', { time_zone: 'America/Los_Angeles', address: { city: 'Fresno', state: 'CA', country: 'US' } })
  const priya = sampleCustomer(3, 'Priya Raman', { time_zone: 'America/New_York' })
  const sam = sampleCustomer(4, 'Sam Okafor', { flags: { bankruptcy: 'active' }, consents: { ai_voice: { status: 'none' } } })
  const rosa = sampleCustomer(5, 'Rosa Lindqvist', { time_zone: null, address: null })
  const others = ['Theo Nakamura', 'Ines Carvalho', 'Bram de Wit', 'Latoya Freeman', 'Yusuf Demir', 'Hannah Weiss'].map((name, n) =>
    sampleCustomer(10 + n, name),
  )
  const customers = [maria, devon, priya, sam, rosa, ...others]
  const roadside = { pack: 'roadside', purpose: 'service', promise_made: false } as const

  const live = liveCall(1, priya, {
    transcript: [
      sampleEntry(1, 'agent', 'Hello, this is Ava from Lakeside Credit. Am I speaking with Priya Raman?'),
      sampleEntry(2, 'customer', 'Yes, this is Priya.'),
    ],
  })
  const older = Array.from({ length: 60 }, (_, n) =>
    sampleCall(
      40 + n,
      customers[n % customers.length] ?? maria,
      n % 3 === 0 ? { status: 'voicemail', answer_class: 'voicemail', intent: null, promise_made: null } : {},
    ),
  )
  return {
    customers,
    calls: [
      live,
      liveCall(2, rosa, { ...roadside, status: 'dialing', answered_at: null, answer_class: null }),
      fullCall(3, maria),
      sampleCall(4, null, { ...roadside, direction: 'inbound', intent: 'flat_tire', total_usd: 0.0842 }),
      sampleCall(5, devon, {
        status: 'no_answer',
        answer_class: 'no_answer',
        duration_seconds: 0,
        intent: null,
        promise_made: null,
        analysis_status: 'skipped',
        total_usd: 0.004,
      }),
      sampleCall(6, sam, {
        status: 'failed',
        answer_class: 'failed',
        duration_seconds: null,
        answered_at: null,
        intent: null,
        promise_made: null,
        analysis_status: 'skipped',
        total_usd: null,
      }),
      sampleCall(7, rosa, { intent: 'dispute', promise_made: false, duration_seconds: 3725 }),
      ...older,
    ],
    followUps: [
      sampleFollowUp(1, maria, { call_id: live.id }),
      sampleFollowUp(2, devon, { status: 'deferred', reason: 'outside_local_hours', attempts: 1 }),
      sampleFollowUp(3, sam, { status: 'completed', due_at: minutesAgo(400), purpose: 'callback', reason: 'customer_asked_for_a_call_back' }),
      sampleFollowUp(4, priya, { status: 'cancelled', due_at: minutesAgo(4000) }),
    ],
  }
}
