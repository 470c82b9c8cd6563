// What the provider says, twice, late, out of order, too early or not at all: one call is one record.
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { callSession } from '../../durable-objects/call-session.ts'
import { conversationCallId } from '../../src/voice/conversation-call-id.ts'
import { callable, callOnce, endedWith, inSession, ledgerOf, listed, ringing, sessionOf, settled, start, startedCall, viewOf } from '../world/call.ts'
import { ask } from '../world/client.ts'
import { aPromise, conversationOf, deliver, initiationFailure, recording, type Said, transcription } from '../world/conversation.ts'
import { dialsTo, nextDial, providerKeeps, release } from '../world/provider.ts'
import { clockForward, eventually } from '../world/time.ts'

const minute = 60_000
const words = (said: readonly Said[]) => said.map(([, text]) => text)
let strangers = 0
const unheardOf = () => `conv_unheard_of_${++strangers}`

describe('a webhook', () => {
  test('delivered many times at once is one record, one analysis and one promise', async () => {
    const call = await startedCall()
    const webhook = transcription(conversationOf({ ...call, said: aPromise }))
    const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(webhook)))
    expect(answers.map(({ status, body }) => [status, body.call_id])).toEqual(Array(8).fill([200, call.call_id]))
    expect(answers.filter(({ body }) => body.duplicate === false)).toHaveLength(1)
    await callOnce(call.call_id, { status: 'completed', analysis_status: 'done' })
    await settled(call)
    expect((await deliver(webhook)).body).toMatchObject({ duplicate: true, call_id: call.call_id })
    await settled(call)
    expect((await viewOf(call.call_id)).transcript.map(({ text }) => text)).toEqual(words(aPromise))
    expect((await ask('GET', `/api/calls/${call.call_id}/trace`)).body.items?.map(({ name }) => name)).toEqual(['extract'])
    expect([await listed('calls', call.person), await listed('promises', call.person), await listed('follow-ups', call.person)]).toMatchObject([
      [{}],
      [{}],
      [{}],
    ])
  })

  test('that comes before the start of its call was answered belongs to that call', async () => {
    const person = await callable()
    await nextDial(person.phone, 'held')
    const starting = start(person)
    const [dial] = await eventually(async () => {
      const dials = await dialsTo(person.phone)
      expect(dials).toHaveLength(1)
      return dials
    })
    const call = dial ?? expect.fail('nobody was dialled')
    expect((await endedWith(call, aPromise)).body).toEqual({ received: true, duplicate: false, call_id: call.call_id })
    await release(person.phone)
    expect((await starting).body).toMatchObject({ call_id: call.call_id, status: 'completed' })
    await settled({ person, call_id: call.call_id })
    expect(await listed('calls', person)).toMatchObject([{ id: call.call_id, status: 'completed', conversation_id: call.conversation_id }])
    expect(await listed('promises', person)).toHaveLength(1)
  })

  test('of a busy line that comes before its conversation was stored is handed over, and the call made up for it is gone', async () => {
    const person = await callable()
    await nextDial(person.phone, 'held')
    const starting = start(person)
    const call = await eventually(async () => (await dialsTo(person.phone))[0] ?? expect.fail('not dialled yet'))
    const derived = conversationCallId(call.conversation_id)
    expect((await deliver(initiationFailure(call.conversation_id, 'busy'))).body).toEqual({ received: true, duplicate: false, call_id: derived })
    // It has asked whose conversation that is, when nobody could say yet.
    await eventually(async () =>
      expect(await inSession(derived, `SELECT kind FROM outbox WHERE kind = 'adopt_conversation' AND confirmed = version`)).toHaveLength(1),
    )
    await release(person.phone)
    expect((await starting).status).toBe(201)
    await callOnce(call.call_id, { status: 'busy', analysis_status: 'skipped' })
    await settled({ person, call_id: call.call_id })
    await eventually(async () => expect((await ask('GET', `/api/calls/${derived}`)).status).toBe(404))
    const named = await env.DB.prepare('SELECT id, status FROM calls WHERE conversation_id = ?').bind(call.conversation_id).all()
    expect(named.results).toEqual([{ id: call.call_id, status: 'busy' }])
    expect((await deliver(initiationFailure(call.conversation_id, 'busy'))).body).toMatchObject({ duplicate: true, call_id: call.call_id })
  })

  test('with the recording before the words loses neither', async () => {
    const call = await startedCall()
    expect((await deliver(recording(call.conversation_id))).body).toEqual({ received: true, duplicate: false, call_id: call.call_id })
    expect((await viewOf(call.call_id)).status).toBe('dialing')
    await endedWith(call, aPromise)
    expect((await deliver(recording(call.conversation_id))).body).toMatchObject({ duplicate: true })
    const view = await callOnce(call.call_id, { status: 'completed', analysis_status: 'done' })
    expect(view.transcript).toHaveLength(aPromise.length)
    const kept = (await callSession(env, call.call_id).handOver()) ?? []
    expect(kept.map(({ body }) => JSON.parse(body ?? '').type)).toEqual(['post_call_audio', 'post_call_transcription'])
  })

  test('that says something else the second time changes no word, and is kept as a difference', async () => {
    const call = await startedCall()
    await endedWith(call, aPromise)
    const before = await callOnce(call.call_id, { analysis_status: 'done' })
    clockForward(3 * 24 * 60 * minute)
    const other = aPromise.map(([speaker, text], place): Said => [speaker, place === 3 ? 'I will pay 900 dollars tomorrow by card.' : text])
    expect((await endedWith(call, other)).body).toMatchObject({ duplicate: true, call_id: call.call_id })
    const after = await viewOf(call.call_id)
    expect(after.transcript).toEqual(before.transcript)
    expect(after.analysis_result).toEqual(before.analysis_result)
    const differences = [{ kind: 'late_change', live_text: 'I will pay 200 dollars tomorrow by card.', final_text: 'I will pay 900 dollars tomorrow by card.' }]
    expect(after.reconciliation).toMatchObject({ differences })
  })

  test('of a kind that nobody knows yet is kept and changes nothing', async () => {
    const call = await startedCall()
    const before = await viewOf(call.call_id)
    const unknown = {
      type: 'post_call_something',
      event_timestamp: 1,
      data: { conversation_id: call.conversation_id, agent_id: 'agent_local_collections', more: [1] },
    }
    expect((await deliver(unknown)).body).toEqual({ received: true, duplicate: false, call_id: call.call_id })
    expect(await viewOf(call.call_id)).toMatchObject({ status: before.status, transcript: [] })
    expect((await deliver({ type: 'workspace_event', data: {} })).body).toEqual({ received: true, duplicate: false, call_id: null })
  })

  test("of a stranger's agent is kept as it came, and is no call", async () => {
    const conversation_id = unheardOf()
    const webhook = transcription(conversationOf({ conversation_id, agent_id: 'agent_of_a_stranger', said: aPromise }))
    expect((await deliver(webhook)).body).toEqual({ received: true, duplicate: false, call_id: null })
    const rows = await env.DB.prepare('SELECT agent_id, raw FROM stray_deliveries WHERE conversation_id = ?').bind(conversation_id).all()
    expect(rows.results).toMatchObject([{ agent_id: 'agent_of_a_stranger' }])
    expect(JSON.parse(String(rows.results[0]?.raw))).toEqual(JSON.parse(JSON.stringify(webhook)))
  })

  test('for a conversation that nobody has heard of makes one call, however many come at once', async () => {
    const conversation_id = unheardOf()
    const words = transcription(conversationOf({ conversation_id, said: aPromise }))
    const answers = await Promise.all([deliver(recording(conversation_id)), deliver(words), deliver(words), deliver(recording(conversation_id))])
    const call_id = conversationCallId(conversation_id)
    expect(answers.map(({ body }) => body.call_id)).toEqual(Array(4).fill(call_id))
    expect(answers.filter(({ body }) => body.duplicate === false)).toHaveLength(2)
    await callOnce(call_id, { status: 'completed', analysis_status: 'done' })
    const named = await eventually(async () => {
      const { results } = await env.DB.prepare('SELECT id, status FROM calls WHERE conversation_id = ?').bind(conversation_id).all()
      expect(results).toEqual([{ id: call_id, status: 'completed' }])
      return results
    })
    expect(named).toHaveLength(1)
  })

  test('that claims the call id of another conversation does not change that call', async () => {
    const call = await startedCall()
    const conversation_id = unheardOf()
    const forged = await endedWith({ call_id: call.call_id, conversation_id }, aPromise)
    expect(forged.body).toMatchObject({ call_id: conversationCallId(conversation_id) })
    expect(await viewOf(call.call_id)).toMatchObject({ status: 'dialing', transcript: [] })
  })
})

describe('a call of which no webhook ever tells', () => {
  test('is found by asking the provider, and ends as any other', async () => {
    const { person, ...call } = await startedCall()
    await providerKeeps(conversationOf({ ...call, said: aPromise }))
    clockForward(2 * minute)
    await ringing([sessionOf(call.call_id), ledgerOf(person)], async () => {
      expect(await listed('calls', person)).toMatchObject([{ id: call.call_id, status: 'completed', analysis_status: 'done' }])
      expect(await listed('promises', person)).toHaveLength(1)
    })
    expect((await viewOf(call.call_id)).reconciliation).toEqual({ sources: ['poll'], differences: [] })
    // The webhook that comes after all says nothing new.
    const { body } = await deliver(transcription({ ...conversationOf({ ...call, said: aPromise }) }))
    expect(body).toMatchObject({ duplicate: true, call_id: call.call_id })
    expect((await viewOf(call.call_id)).transcript.map(({ text }) => text)).toEqual(words(aPromise))
  })

  test('is asked for again and again, later each time, while it goes on', async () => {
    const call = await startedCall()
    const asked = async () =>
      (await inSession(call.call_id, `SELECT version FROM outbox WHERE kind = 'reconcile_call' AND confirmed = version`))[0]?.version ?? 0
    // 2 minutes of silence, then 4, then 8, then 15 and never more.
    for (const [n, wait] of [2, 4, 8, 15, 15].entries()) {
      clockForward((wait - 1) * minute)
      await ringing([sessionOf(call.call_id)], async () => expect(await asked()).toBe(n))
      clockForward(minute)
      await ringing([sessionOf(call.call_id)], async () => expect(await asked()).toBe(n + 1))
    }
    await endedWith(call, aPromise)
    await ringing([sessionOf(call.call_id)], async () => expect(await inSession(call.call_id, `SELECT name FROM timers WHERE name = 'watchdog'`)).toEqual([]))
  })
})
