// Did it ring? Dials whose answer was lost, and starts that race each other.
import { runInDurableObject } from 'cloudflare:test'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callable, callOnce, endedWith, inLedger, ledgerOf, listed, type Person, ringing, sessionOf, settled, start, viewOf } from '../world/call.ts'
import { ask, roadsideFacts, slugOf } from '../world/client.ts'
import { agents, aPromise, conversationOf, deliver, initiationFailure } from '../world/conversation.ts'
import type { Script } from '../world/fake-provider.ts'
import { dialsTo, freshNumber, nextDial, providerKeeps, release } from '../world/provider.ts'
import { clockForward, eventually } from '../world/time.ts'

const minute = 60_000
const noFrequencyRules = { accounts: [{ pack: 'roadside', facts: roadsideFacts }] }

async function startedAs(script: Script): Promise<{ person: Person; call_id: string }> {
  const person = await callable()
  await nextDial(person.phone, script)
  const { status, body } = await start(person)
  expect([status, body]).toMatchObject([201, { status: 'dial_unconfirmed', conversation_id: null }])
  return { person, call_id: String(body.call_id) }
}

describe('a dial whose answer was lost', () => {
  test('leaves the person locked until it is known whether it rang', async () => {
    const { person, call_id } = await startedAs('answer_lost')
    const second = await start(person)
    expect([second.status, slugOf(second), second.body.call_id]).toEqual([409, 'call-already-live', call_id])
    expect(await dialsTo(person.phone)).toHaveLength(1)
  })

  test('is looked up at the provider, completed, and never dialled again', async () => {
    const { person, call_id } = await startedAs('answer_lost')
    const [dial] = await dialsTo(person.phone)
    clockForward(2 * minute)
    await ringing([sessionOf(call_id)], async () => expect(await viewOf(call_id)).toMatchObject({ status: 'dialing', conversation_id: dial?.conversation_id }))
    await providerKeeps(conversationOf({ conversation_id: dial?.conversation_id ?? '', call_id, said: aPromise }))
    clockForward(15 * minute)
    await ringing([sessionOf(call_id), ledgerOf(person)], async () => {
      expect(await listed('calls', person)).toMatchObject([{ id: call_id, status: 'completed' }])
      expect(await listed('promises', person)).toMatchObject([{ call_id }])
    })
    expect(await dialsTo(person.phone)).toHaveLength(1)
  })

  test('is resolved by its webhook when that comes first', async () => {
    const { person, call_id } = await startedAs('answer_lost')
    const [dial] = await dialsTo(person.phone)
    await endedWith(dial ?? expect.fail('nobody was dialled'), aPromise)
    await callOnce(call_id, { status: 'completed', conversation_id: dial?.conversation_id })
    await settled({ person, call_id })
    expect(await listed('calls', person)).toHaveLength(1)
  })

  test('because nobody came back from it is in doubt too, and found', async () => {
    const person = await callable()
    await nextDial(person.phone, 'held')
    const starting = start(person)
    const { call_id, conversation_id } = await eventually(async () => (await dialsTo(person.phone))[0] ?? expect.fail('not dialled yet'))
    clockForward(2 * minute)
    await ringing([sessionOf(call_id)], async () => expect(await viewOf(call_id)).toMatchObject({ status: 'dialing', conversation_id }))
    await release(person.phone)
    expect((await starting).body).toMatchObject({ call_id, conversation_id, status: 'dialing' })
    expect(await dialsTo(person.phone)).toHaveLength(1)
  })

  test('that the provider does not know after three good looks over 15 minutes has failed, and counts as unknown', async () => {
    const { person, call_id } = await startedAs('never_placed')
    const looks = () => runInDurableObject(sessionOf(call_id), (_, { storage }) => storage.kv.get<string[]>('looks')?.length ?? 0)
    // The watchdog asks after 2, 6 and 14 minutes: three looks, and not yet 15 minutes between the first and the last.
    for (const [before, wait] of [2, 4, 8].entries()) {
      clockForward(wait * minute)
      await ringing([sessionOf(call_id)], async () => expect(await looks()).toBe(before + 1))
      expect(await viewOf(call_id)).toMatchObject({ status: 'dial_unconfirmed' })
      expect((await start(person)).status).toBe(409)
    }
    clockForward(15 * minute)
    await ringing([sessionOf(call_id), ledgerOf(person)], async () => {
      expect(await viewOf(call_id)).toMatchObject({ status: 'failed', end_reason: 'dial_not_found', analysis_status: 'skipped' })
      const contacts = await inLedger(person, 'SELECT row FROM contacts')
      expect(contacts.map(({ row }) => JSON.parse(String(row)))).toMatchObject([{ outcome: 'unknown', direction: 'outbound' }])
      expect(await inLedger(person, 'SELECT call_id FROM reservations WHERE settled_at IS NULL')).toEqual([])
    })
    expect(await dialsTo(person.phone)).toEqual([])
  })
})

describe('one person', () => {
  test('on a call is not rung at another number either', async () => {
    const person = await callable(noFrequencyRules)
    const { body } = await start(person)
    const phone = await freshNumber()
    expect((await ask('PATCH', `/api/customers/${person.id}`, { body: { phone } })).status).toBe(200)
    const second = await start(person)
    expect([second.status, slugOf(second), second.body.call_id]).toEqual([409, 'call-already-live', body.call_id])
    expect(await dialsTo(phone)).toEqual([])
  })
})

describe('one number', () => {
  const script = fc.constantFrom<Script | 'rings'>('rings', 'rings', 'answer_lost', 'refused', 'rate_limited', 'never_placed')
  const starter = fc.record({ person: fc.nat({ max: 2 }), after_ms: fc.nat({ max: 30 }) })
  const step = fc.record({ script, starters: fc.array(starter, { minLength: 1, maxLength: 4 }), ends: fc.boolean(), rest_ms: fc.nat({ max: 60 }) })

  test('never rings twice at once, whoever behind it is started, and in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const first = await callable(noFrequencyRules)
        const people = [first, await callable({ ...noFrequencyRules, phone: first.phone }), await callable({ ...noFrequencyRules, phone: first.phone })]
        const ended = new Set<string>()
        for (const { script, starters, ends, rest_ms } of steps) {
          if (script !== 'rings') await nextDial(first.phone, script)
          const answers = await Promise.all(
            starters.map(async ({ person, after_ms }) => {
              await pause(after_ms)
              return start(people[person] ?? first)
            }),
          )
          expect(answers.map(({ status }) => status).filter((status) => ![201, 409, 429, 502].includes(status))).toEqual([])
          const live = (await dialsTo(first.phone)).filter(({ conversation_id }) => !ended.has(conversation_id))
          expect(live.length).toBeLessThanOrEqual(1)
          for (const { conversation_id } of ends ? live : []) {
            ended.add(conversation_id)
            await deliver(initiationFailure(conversation_id, 'busy', agents.roadside))
          }
          await pause(rest_ms)
        }
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  test('rings once for a start that is sent five times with one idempotency key, and all get one answer', async () => {
    const person = await callable()
    const send = () => ask('POST', '/api/calls/start', { body: { customer_id: person.id }, headers: { 'idempotency-key': `start ${person.id}` } })
    const answers = await Promise.all([send(), send(), send(), send(), send()])
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201))
    expect(new Set(answers.map(({ body }) => body.call_id)).size).toBe(1)
    expect(await dialsTo(person.phone)).toHaveLength(1)
  })

  test('rings for the second person once the first has hung up', async () => {
    const first = await callable(noFrequencyRules)
    const second = await callable({ ...noFrequencyRules, phone: first.phone })
    const { body } = await start(first)
    expect((await start(second)).body.call_id).toBe(body.call_id)
    await deliver(initiationFailure(String(body.conversation_id), 'no-answer', agents.roadside))
    await settled({ person: first, call_id: String(body.call_id) })
    expect((await start(second)).status).toBe(201)
    expect(await dialsTo(first.phone)).toHaveLength(2)
  })
})

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
