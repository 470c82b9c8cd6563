// Objects that die, queues that repeat themselves, a database that is away: nothing is lost, and nothing happens twice.
import { abortAllDurableObjects, createExecutionContext, createMessageBatch, getQueueResult, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { uuidv7 } from 'uuidv7'
import { beforeAll, describe, expect, test } from 'vitest'
import { callSession } from '../../durable-objects/call-session.ts'
import { customerLedger } from '../../durable-objects/customer-ledger.ts'
import { phoneLine } from '../../durable-objects/phone-line.ts'
import type { Job } from '../../src/contract/jobs.ts'
import { idFromUuid } from '../../src/domain/id.ts'
import type { Turn } from '../../src/domain/transcript.ts'
import { app } from '../../src/http/app.ts'
import { phoneHash, reserveInput, subjectOf } from '../../src/outreach/subject.ts'
import { conversationCallId } from '../../src/voice/conversation-call-id.ts'
import parley from '../../src/worker.ts'
import {
  callable,
  callOnce,
  endedWith,
  evict,
  inLedger,
  inSession,
  ledgerOf,
  listed,
  reply,
  ringing,
  type StartedCall,
  sessionOf,
  settled,
  start,
  startedCall,
  talk,
  viewOf,
} from '../world/call.ts'
import { ask, roadsideFacts } from '../world/client.ts'
import { agents, aPromise, conversationOf, deliver, initiationFailure, type Said, signed, transcription } from '../world/conversation.ts'
import { dialsTo } from '../world/provider.ts'
import { clockForward, eventually } from '../world/time.ts'
import { watch } from '../world/watcher.ts'

const minute = 60_000
const hour = 60 * minute
const poison = { kind: 'of no kind', marker: 'poison' }

// It takes its retries some time to run out: the last test looks for it.
beforeAll(() => env.ANALYSIS.send(poison as unknown as Job))

/** What one call must leave behind when all is quiet, however it came there. */
async function expectOneOfEach({ call_id, person }: StartedCall): Promise<void> {
  expect(await listed('calls', person)).toMatchObject([{ id: call_id, status: 'completed', analysis_status: 'done' }])
  expect(await listed('promises', person)).toMatchObject([{ call_id, status: 'active', promised_amount: 200 }])
  expect(await listed('follow-ups', person)).toMatchObject([{ call_id, status: 'scheduled' }])
  expect(await inLedger(person, 'SELECT call_id FROM contacts')).toEqual([{ call_id }])
  expect(await dialsTo(person.phone)).toHaveLength(1)
}

function everythingRung(call: StartedCall): Promise<void> {
  return ringing([sessionOf(call.call_id), ledgerOf(call.person)], () => expectOneOfEach(call))
}

/** Jobs as the queue hands them over, in one batch. */
async function queued(queue: string, bodies: readonly unknown[]): Promise<{ acked: string[]; retried: string[] }> {
  const messages = bodies.map((body, n) => ({ id: `message_${n}`, timestamp: new Date(), attempts: 1, body }))
  const batch = createMessageBatch(queue, messages)
  await parley.queue(batch, env)
  const { explicitAcks, retryMessages, ackAll } = await getQueueResult(batch, createExecutionContext())
  return { acked: ackAll ? messages.map(({ id }) => id) : [...explicitAcks].sort(), retried: retryMessages.map(({ msgId }: { msgId: string }) => msgId) }
}

async function waiting(call_id: string): Promise<Job[]> {
  const rows = await inSession(call_id, 'SELECT kind, version FROM outbox WHERE confirmed < version')
  return rows.map(({ kind, version }) => ({ kind, version, call_id }) as Job)
}

describe('a crash', () => {
  test('between what an object wrote and what it would have sent loses nothing', async () => {
    // The alarms wait for a clock that stands an hour ahead: nothing is sent by itself.
    clockForward(hour)
    const call = await startedCall()
    await endedWith(call, aPromise)
    const unsent = await inSession(call.call_id, 'SELECT kind FROM outbox WHERE attempts = 0 AND confirmed < version')
    expect(unsent.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['analyse_call', 'project_call', 'settle_call']))
    await abortAllDurableObjects()
    expect(await listed('calls', call.person)).toEqual([])
    await everythingRung(call)
    expect((await ask('GET', `/api/calls/${call.call_id}/trace`)).body.items).toHaveLength(1)
  })

  test('after the jobs were sent and before they were confirmed has them sent twice, with one effect', async () => {
    clockForward(hour)
    const call = await startedCall()
    await endedWith(call, aPromise)
    await runDurableObjectAlarm(sessionOf(call.call_id))
    await abortAllDurableObjects()
    clockForward(2 * minute)
    await everythingRung(call)
  })

  test('of every object at any turn of a conversation leaves no gap and repeats nothing', async () => {
    const call = await startedCall()
    const said: Said[] = [['agent', call.dial.first_message]]
    for (const words of ['Yes, this is Maria Delgado.', 'Yes, go ahead.', 'I can pay 200 dollars tomorrow.', 'By card.', 'Yes, that is right.']) {
      said.push(['customer', words])
      await abortAllDurableObjects()
      said.push(['agent', (await reply(call.dial.call_token, said)).text])
    }
    expect((await viewOf(call.call_id)).transcript.map(({ seq, text }) => [seq, text])).toEqual(said.map(([, text], place) => [place + 1, text]))
    await abortAllDurableObjects()
    await endedWith(call, said)
    await callOnce(call.call_id, { status: 'completed', analysis_status: 'done' })
    expect((await viewOf(call.call_id)).transcript).toHaveLength(said.length)
    expect((await viewOf(call.call_id)).reconciliation).toMatchObject({ differences: [] })
  })

  test('of a start between its reservation and its call frees the person and the line by itself', async () => {
    clockForward(hour)
    const person = await callable()
    const found = await subjectOf(env, { customer_id: person.id, account_id: null, purpose: null })
    const subject = found.ok ? found.value : expect.fail('no subject')
    const [call_id, now, phone_hash] = [idFromUuid('call', uuidv7()), new Date().toISOString(), phoneHash(env, person.phone)]
    expect(await phoneLine(env, phone_hash).take(call_id, Date.now())).toBeNull()
    expect(await customerLedger(env, person.id).reserve(reserveInput(subject, { call_id, follow_up_id: null, phone_hash, now }))).toMatchObject({
      kind: 'allowed',
    })
    expect((await start(person)).status).toBe(409)
    clockForward(4 * minute)
    await ringing([ledgerOf(person)], async () => expect(await customerLedger(env, person.id).unsettled()).toEqual([]))
    await eventually(async () => expect((await start(person)).status).toBe(201))
    expect(await dialsTo(person.phone)).toHaveLength(1)
  })

  test('that loses a settlement on its way has it asked for again', async () => {
    clockForward(hour)
    const call = await startedCall({ accounts: [{ pack: 'roadside', facts: roadsideFacts }] })
    await deliver(initiationFailure(call.conversation_id, 'busy', agents.roadside))
    // Its jobs are as good as done for the session, and were never done.
    await inSession(call.call_id, 'UPDATE outbox SET confirmed = version')
    expect(await customerLedger(env, call.person.id).unsettled()).toMatchObject([{ call_id: call.call_id }])
    clockForward(4 * minute)
    await ringing([ledgerOf(call.person), sessionOf(call.call_id)], async () => expect(await customerLedger(env, call.person.id).unsettled()).toEqual([]))
    expect(await inLedger(call.person, 'SELECT call_id FROM contacts')).toEqual([{ call_id: call.call_id }])
  })
})

describe('an object thrown out of memory', () => {
  test('keeps its watchers: the next entry reaches them', async () => {
    const { call_id, dial } = await startedCall()
    const watcher = await watch(call_id)
    await talk(dial, ['Yes, this is Maria Delgado.'])
    await evict(sessionOf(call_id))
    const body = { entries: [{ entry_id: 'after-eviction', speaker: 'customer', text: 'Are you still there?', at: new Date().toISOString() }] }
    expect((await ask('POST', `/api/calls/${call_id}/transcript`, { body })).body).toEqual({ accepted: 1, duplicates: 0, last_seq: 4 })
    await eventually(() => expect(watcher.seqs()).toEqual([1, 2, 3, 4]))
    expect(watcher.closed()).toBeNull()
  })

  test('between a turn and its answer keeps the answer, once', async () => {
    const { call_id, dial } = await startedCall()
    const session = callSession(env, call_id)
    const turn = (entry_id: string, speaker: Turn['speaker'], text: string): Turn => ({
      entry_id,
      speaker,
      text,
      at: new Date().toISOString(),
      offset_ms: null,
      source: 'live',
      interrupted: false,
      redacted: false,
      tool_calls: [],
    })
    const asked = [turn('llm:0', 'agent', dial.first_message), turn('llm:1:x', 'customer', 'Yes, this is Maria Delgado.')]
    expect(await session.beginTurn('turn-1', asked)).toMatchObject({ kind: 'open', pack: 'collections', customer_name: 'Maria Delgado' })
    await evict(sessionOf(call_id))
    const answer = { text: 'Thank you. May I continue?', tool_calls: [] }
    await session.finishTurn('turn-1', answer, turn('llm:2', 'agent', answer.text), { model_calls: [], spans: [] })
    await evict(sessionOf(call_id))
    expect(await session.beginTurn('turn-1', asked)).toEqual({ kind: 'answered', answer })
    expect((await viewOf(call_id)).transcript.map(({ seq, text }) => [seq, text])).toEqual([
      [1, dial.first_message],
      [2, 'Yes, this is Maria Delgado.'],
      [3, answer.text],
    ])
  })

  test('still knows whom it reserved, and settles it', async () => {
    const call = await startedCall()
    await evict(ledgerOf(call.person))
    expect((await start(call.person)).status).toBe(409)
    await endedWith(call, aPromise)
    await evict(ledgerOf(call.person))
    await callOnce(call.call_id, { analysis_status: 'done' })
    await settled(call)
    await expectOneOfEach(call)
  })
})

describe('a queue that repeats itself', () => {
  test('before and after the work is done has one effect', async () => {
    clockForward(hour)
    const call = await startedCall()
    const watcher = await watch(call.call_id)
    await endedWith(call, aPromise)
    const jobs = await waiting(call.call_id)
    const [effects, projection, analysis] = [['settle_call', 'adopt_conversation'], ['project_call'], ['analyse_call']].map((kinds) =>
      jobs.filter(({ kind }) => kinds.includes(kind)),
    )
    for (let times = 0; times < 2; times++) {
      for (const [queue, due = []] of [
        ['parley-effects', effects],
        ['parley-analysis', analysis],
        ['parley-projection', projection],
      ] as const) {
        const twice = [...due, ...due]
        expect(await queued(queue, twice)).toEqual({ acked: twice.map((_, n) => `message_${n}`), retried: [] })
      }
    }
    await everythingRung(call)
    expect(watcher.heard.filter(({ type }) => type === 'analysis')).toHaveLength(1)
    expect(watcher.heard.filter(({ type }) => type === 'bye')).toHaveLength(1)
    expect(watcher.heard.at(-1)).toMatchObject({ type: 'bye' })
  })

  test('keeps the first of two readings that were made at once', async () => {
    clockForward(hour)
    const call = await startedCall()
    await endedWith(call, aPromise)
    await queued(
      'parley-analysis',
      (await waiting(call.call_id)).filter(({ kind }) => kind === 'analyse_call'),
    )
    const { reading } = (await callSession(env, call.call_id).snapshot()) ?? {}
    const first = reading ?? expect.fail('not read')
    await callSession(env, call.call_id).recordReading({ ...first, needs_review: !first.needs_review }, { model_calls: [], spans: [] })
    expect((await callSession(env, call.call_id).snapshot())?.reading).toEqual(first)
  })

  test('with a poisoned message holds up nobody else of the batch', async () => {
    clockForward(hour)
    const call = await startedCall()
    await endedWith(call, aPromise)
    const jobs = (await waiting(call.call_id)).filter(({ kind }) => kind === 'project_call')
    expect(await queued('parley-projection', [poison, ...jobs])).toEqual({ acked: ['message_1'], retried: ['message_0'] })
    expect(await listed('calls', call.person)).toMatchObject([{ status: 'completed' }])
  })
})

describe('with the database away', () => {
  const broken = () => {
    throw new Error('D1_ERROR: Network connection lost.')
  }
  const away = { ...env, DB: { prepare: broken, batch: broken, exec: broken, withSession: broken } as unknown as D1Database }

  test('a call goes on, its end is taken, and the lists catch up later', async () => {
    const call = await startedCall()
    await eventually(async () => expect(await listed('calls', call.person)).toHaveLength(1))
    await env.DB.exec('ALTER TABLE calls RENAME TO calls_away')
    const { said } = await talk(call.dial, [
      'Yes, this is Maria Delgado.',
      'Yes, go ahead.',
      'I can pay 200 dollars tomorrow.',
      'By card.',
      'Yes, that is right.',
    ])
    expect((await endedWith(call, said)).status).toBe(200)
    await eventually(async () => {
      const tried = await inSession(call.call_id, `SELECT kind FROM outbox WHERE kind = 'project_call' AND attempts > 0 AND confirmed < version`)
      expect(tried).toHaveLength(1)
    })
    await env.DB.exec('ALTER TABLE calls_away RENAME TO calls')
    await eventually(() => expectOneOfEach(call))
  })

  test('a webhook is taken, and a start is put off without a ring', async () => {
    const call = await startedCall()
    const { raw, header } = signed(transcription(conversationOf({ ...call, said: aPromise })))
    const post = { method: 'POST', body: raw, headers: { 'content-type': 'application/json', 'elevenlabs-signature': header } }
    const taken = await app.request('/api/webhooks/elevenlabs', post, away)
    expect([taken.status, await taken.json()]).toEqual([200, { received: true, duplicate: false, call_id: call.call_id }])
    const person = await callable()
    const headers = { authorization: 'Bearer dev', 'content-type': 'application/json' }
    const refused = await app.request('/api/calls/start', { method: 'POST', headers, body: JSON.stringify({ customer_id: person.id }) }, away)
    expect(refused.status).toBe(503)
    expect(await dialsTo(person.phone)).toEqual([])
  })

  test('a busy line is not known by its conversation, and is its own call again when the database is back', async () => {
    const call = await startedCall({ accounts: [{ pack: 'roadside', facts: roadsideFacts }] })
    await settledOutbox(call.call_id)
    const { raw, header } = signed(initiationFailure(call.conversation_id, 'busy', agents.roadside))
    const post = { method: 'POST', body: raw, headers: { 'content-type': 'application/json', 'elevenlabs-signature': header } }
    const derived = conversationCallId(call.conversation_id)
    expect(await (await app.request('/api/webhooks/elevenlabs', post, away)).json()).toMatchObject({ call_id: derived })
    await callOnce(call.call_id, { status: 'busy' })
    await eventually(async () => {
      const { results } = await env.DB.prepare('SELECT id, status FROM calls WHERE conversation_id = ?').bind(call.conversation_id).all()
      expect(results).toEqual([{ id: call.call_id, status: 'busy' }])
    })
    expect(await callSession(env, derived).call()).toBeNull()
  })
})

describe('a timer', () => {
  test('whose work fails is put back, does not stop the others, and never makes the alarm throw', async () => {
    clockForward(hour)
    const call = await startedCall()
    await endedWith(call, aPromise)
    await inSession(call.call_id, 'ALTER TABLE outbox RENAME TO outbox_away')
    await inSession(call.call_id, `INSERT INTO timers VALUES ('watchdog', 0, 1)`)
    expect(await runDurableObjectAlarm(sessionOf(call.call_id))).toBe(true)
    expect(await inSession(call.call_id, 'SELECT name, due_at FROM timers')).toEqual([{ name: 'outbox', due_at: Date.now() + minute / 2 }])
    const armed = await runInDurableObject(sessionOf(call.call_id), (_, state) => state.storage.getAlarm())
    expect(armed).toBe(Date.now() + minute / 2)
    await inSession(call.call_id, 'ALTER TABLE outbox_away RENAME TO outbox')
    clockForward(minute)
    await everythingRung(call)
  })
})

describe('a message that fails every try', () => {
  test('ends where an operator sees it', async () => {
    await eventually(async () => {
      const { results } = await env.DB.prepare('SELECT queue, job, error FROM dead_letters').all()
      expect(results).toEqual([{ queue: 'unknown', job: JSON.stringify(poison), error: 'not a job of ours' }])
    })
  })
})

async function settledOutbox(call_id: string): Promise<void> {
  await eventually(async () => expect(await waiting(call_id)).toEqual([]))
}
