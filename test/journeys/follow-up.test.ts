// Follow-ups: what is due becomes a call by itself, once, and only when the rules allow it.
import { createScheduledController, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import parley from '../../src/worker.ts'
import { callable, endedWith, inLedger, ledgerOf, listed, type Person, ringing, sessionOf, settled, start, startedCall } from '../world/call.ts'
import { ask, createdCustomer, roadsideFacts, slugOf } from '../world/client.ts'
import { agents, aPromise, deliver, initiationFailure } from '../world/conversation.ts'
import type { Dial } from '../world/fake-provider.ts'
import { dialsTo, freshNumber } from '../world/provider.ts'
import { clockAt, clockForward, eventually } from '../world/time.ts'

const minute = 60_000
const hour = 60 * minute
const usualHoursOnly = { ai_voice: { status: 'granted', scope: 'all' } }

async function scheduled(person: Person, due_at: string, purpose = 'collection'): Promise<string> {
  const { status, body } = await ask('POST', '/api/follow-ups', { body: { customer_id: person.id, purpose, due_at } })
  expect(status).toBe(201)
  return String(body.id)
}

/** The person's follow-up in the list, once it is so; the ledger's alarm is rung, since the clock may stand ahead of it. */
function followUpOnce(person: Person, has: Record<string, unknown>, id?: string): Promise<Record<string, unknown>> {
  return ringing([ledgerOf(person)], async () => {
    const found = (await listed('follow-ups', person)).find((one) => id === undefined || one.id === id)
    expect(found).toMatchObject(has)
    return found ?? {}
  })
}

function dialOnce(person: Person, n = 1): Promise<Dial> {
  return ringing([ledgerOf(person)], async () => {
    const dials = await dialsTo(person.phone)
    expect(dials).toHaveLength(n)
    return dials[n - 1] ?? expect.fail('nobody was dialled')
  })
}

function cron(): Promise<void> {
  return parley.scheduled(createScheduledController({ cron: '*/5 * * * *', scheduledTime: new Date() }), env)
}

/** The alarm that should ring never will. */
function loseAlarm(person: Person): Promise<void> {
  return runInDurableObject(ledgerOf(person), (_, state) => state.storage.deleteAlarm())
}

describe('a follow-up', () => {
  test('becomes a call by itself when it is due, and is completed by a conversation', async () => {
    const person = await callable()
    const id = await scheduled(person, new Date(Date.now() + 500).toISOString())
    const dial = await eventually(async () => (await dialsTo(person.phone))[0] ?? expect.fail('not dialled yet'))
    await eventually(async () => expect(await listed('follow-ups', person)).toMatchObject([{ id, status: 'in_progress', attempts: 1 }]))
    await endedWith(dial, aPromise)
    await settled({ person, call_id: dial.call_id })
    const followUps = await listed('follow-ups', person)
    expect(followUps.find((one) => one.id === id)).toMatchObject({ status: 'completed', attempts: 1 })
    expect(followUps.find((one) => one.call_id === dial.call_id)).toMatchObject({ status: 'scheduled', purpose: 'promise_reminder' })
    expect(await listed('receipts', person)).toMatchObject([{ verdict: 'allow', call_id: dial.call_id }])
    expect(await dialsTo(person.phone)).toHaveLength(1)
  })

  test('of a call waits for the law, then rings, and its prompt knows what was promised', async () => {
    clockAt('2040-01-10T15:00:00Z')
    const { person, ...call } = await startedCall({ consents: usualHoursOnly })
    await endedWith(call, aPromise)
    const both = [sessionOf(call.call_id), ledgerOf(person)]
    await ringing(both, async () => expect(await listed('follow-ups', person)).toMatchObject([{ status: 'scheduled', due_at: '2040-01-11T15:00:00.000Z' }]))
    clockAt('2040-01-11T15:00:00Z')
    const { due_at } = await followUpOnce(person, { status: 'deferred', reason: expect.stringContaining('REGF-14B-TALK') })
    expect(due_at).toBe('2040-01-17T13:00:00.000Z')
    expect(await dialsTo(person.phone)).toHaveLength(1)
    clockAt('2040-01-17T13:00:00Z')
    const { prompt } = await dialOnce(person, 2)
    expect(prompt).toContain('Active promise: $200')
    expect(prompt).toContain('What led to this call: ')
    await followUpOnce(person, { status: 'in_progress' })
  })

  test('that falls due at night is put off to the first allowed moment', async () => {
    clockAt('2040-01-10T08:00:00Z')
    const person = await callable({ consents: usualHoursOnly })
    await scheduled(person, '2040-01-10T08:00:00Z')
    await followUpOnce(person, { status: 'deferred', due_at: '2040-01-10T13:00:00.000Z', reason: expect.stringContaining('REGF-6B1-HOURS') })
    clockAt('2040-01-10T12:59:59Z')
    await runDurableObjectAlarm(ledgerOf(person))
    expect(await dialsTo(person.phone)).toEqual([])
    clockAt('2040-01-10T13:00:00Z')
    await dialOnce(person)
  })

  test('that the rules refuse is cancelled with the reason, and nobody is dialled', async () => {
    const person = await createdCustomer({ phone: await freshNumber() })
    await scheduled(person, new Date().toISOString())
    await followUpOnce(person, { status: 'cancelled', reason: expect.stringContaining('TCPA-CONSENT') })
    expect(await dialsTo(person.phone)).toEqual([])
  })

  test('of somebody who said on another call to stop calling is cancelled, and no start gets through either', async () => {
    const { person, ...call } = await startedCall()
    const id = await scheduled(person, new Date(Date.now() + 8 * 24 * hour).toISOString())
    await endedWith(call, [
      ['agent', 'Am I speaking with Maria Delgado?'],
      ['customer', 'Yes. Stop calling me, I do not want any more calls.'],
      ['agent', 'Understood. I have noted that you want no more calls, and we will stop.'],
      ['customer', 'Good. Goodbye.'],
      ['agent', 'Goodbye.'],
    ])
    await settled({ person, call_id: call.call_id })
    clockForward(9 * 24 * hour)
    await followUpOnce(person, { status: 'cancelled', reason: expect.stringContaining('Refused') }, id)
    expect(slugOf(await start(person))).toBe('dial-refused')
    expect(await dialsTo(person.phone)).toHaveLength(1)
  })

  test('that was cancelled by a person is never dialled, not even by a start that names it', async () => {
    const person = await callable()
    const id = await scheduled(person, new Date(Date.now() + hour).toISOString())
    expect((await ask('POST', `/api/follow-ups/${id}/cancel`, { body: { reason: 'paid in full' } })).body).toMatchObject({ status: 'cancelled' })
    clockForward(2 * hour)
    await cron()
    expect(slugOf(await start(person, { follow_up_id: id }))).toBe('conflict')
    await followUpOnce(person, { status: 'cancelled', reason: 'paid in full' })
    expect(await dialsTo(person.phone)).toEqual([])
  })

  test('waits while the person is on another call, and rings afterwards', async () => {
    clockAt('2040-01-10T15:00:00Z')
    const { person, ...call } = await startedCall({ accounts: [{ pack: 'roadside', facts: roadsideFacts }] })
    await scheduled(person, '2040-01-10T15:00:00Z', 'service')
    await ringing([ledgerOf(person)], async () => {
      const [row] = await listed('follow-ups', person)
      expect(row?.status).toMatch(/scheduled|deferred/)
    })
    expect(await dialsTo(person.phone)).toHaveLength(1)
    await deliver(initiationFailure(call.conversation_id, 'busy', agents.roadside))
    await ringing([sessionOf(call.call_id), ledgerOf(person)], async () => {
      clockForward(minute)
      expect(await dialsTo(person.phone)).toHaveLength(2)
    })
  })

  test('that reaches nobody is tried three times, each time later, and then expires', async () => {
    clockAt('2040-01-10T15:00:00Z')
    const person = await callable({ accounts: [{ pack: 'roadside', facts: roadsideFacts }] })
    await scheduled(person, '2040-01-10T15:00:00Z', 'service')
    const dueNext = ['2040-01-10T16:00:00.000Z', '2040-01-10T18:00:00.000Z']
    for (const [tries, next] of [...dueNext, null].entries()) {
      const dial = await dialOnce(person, tries + 1)
      await deliver(initiationFailure(dial.conversation_id, 'busy', agents.roadside))
      await ringing([sessionOf(dial.call_id)], async () => {
        const [row] = await listed('follow-ups', person)
        await runDurableObjectAlarm(ledgerOf(person))
        expect(row).toMatchObject(next ? { status: 'scheduled', due_at: next, attempts: tries + 1 } : { status: 'expired', attempts: 3 })
      })
      if (next) clockAt(next)
    }
    clockForward(24 * hour)
    await cron()
    await runDurableObjectAlarm(ledgerOf(person))
    expect(await dialsTo(person.phone)).toHaveLength(3)
  })
})

describe('the sweep of the clock', () => {
  test('finds a follow-up whose alarm never rang', async () => {
    const person = await callable()
    const id = await scheduled(person, new Date(Date.now() + hour).toISOString())
    clockForward(hour + 2 * minute)
    await loseAlarm(person)
    await cron()
    await eventually(async () => expect(await dialsTo(person.phone)).toHaveLength(1))
    await followUpOnce(person, { id, status: 'in_progress', attempts: 1 })
  })

  test('run twice at once, beside an alarm that rings after all, dials once', async () => {
    const person = await callable()
    await scheduled(person, new Date(Date.now() + hour).toISOString())
    clockForward(hour + 2 * minute)
    await Promise.all([cron(), cron(), runDurableObjectAlarm(ledgerOf(person))])
    await followUpOnce(person, { status: 'in_progress', attempts: 1 })
    await cron()
    const { call_id } = await dialOnce(person)
    await ringing([ledgerOf(person), sessionOf(call_id)], async () => {
      expect(await inLedger(person, 'SELECT kind FROM outbox WHERE confirmed < version')).toEqual([])
      expect(await listed('calls', person)).toMatchObject([{ id: call_id, status: 'dialing' }])
    })
    expect(await dialsTo(person.phone)).toHaveLength(1)
  })

  test('leaves alone what is not due yet', async () => {
    const person = await callable()
    await scheduled(person, new Date(Date.now() + hour).toISOString())
    clockForward(hour - minute)
    await cron()
    await followUpOnce(person, { status: 'scheduled', attempts: 0 })
    expect(await dialsTo(person.phone)).toEqual([])
  })
})
