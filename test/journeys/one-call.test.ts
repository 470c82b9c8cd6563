// One call from its start to what follows from it, through the real Worker, objects, queues and database.

import { env } from 'cloudflare:workers'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { customerLedger } from '../../durable-objects/customer-ledger.ts'
import { verifyChain } from '../../src/compliance/receipts.ts'
import { addDays, instantAt, localDate } from '../../src/domain/time.ts'
import { callable, callOnce, endedWith, ledgerOf, listed, reply, ringing, sessionOf, settled, start, startedCall, talk, viewOf } from '../world/call.ts'
import { ask, collectionsFacts, createdCustomer, roadsideFacts, slugOf } from '../world/client.ts'
import { aPromise, type Said } from '../world/conversation.ts'
import { dialsTo, freshNumber, nextDial } from '../world/provider.ts'
import { clockForward, eventually } from '../world/time.ts'
import { watch } from '../world/watcher.ts'

const minute = 60_000
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a call that an operator starts', () => {
  test('ends as a record, a promise and a follow-up that wait in the lists', async () => {
    const person = await callable()
    const started = await start(person)
    expect([started.status, started.body]).toMatchObject([201, { status: 'dialing', receipt: { verdict: 'allow', customer_id: person.id } }])
    const call_id = String(started.body.call_id)
    const [dial, ...more] = await dialsTo(person.phone)
    expect(more).toEqual([])
    expect(dial).toMatchObject({ call_id, conversation_id: started.body.conversation_id })

    const { said, tools } = await talk(dial ?? expect.fail('nobody was dialled'), [
      'Yes, this is Maria Delgado.',
      'Yes, go ahead.',
      'I can pay 200 dollars tomorrow.',
      'By card.',
      'Yes, that is right.',
      'No, that is all. Goodbye.',
    ])
    expect(said.at(-1)?.[1]).toMatch(/goodbye/i)
    expect(tools).toEqual(['end_call'])
    const delivered = await endedWith({ call_id, conversation_id: dial?.conversation_id ?? '' }, said)
    expect([delivered.status, delivered.body]).toEqual([200, { received: true, duplicate: false, call_id }])

    const call = await callOnce(call_id, { status: 'completed', analysis_status: 'done' })
    expect(call.transcript.map(({ seq, speaker, text }) => [seq, speaker, text])).toEqual(said.map(([speaker, text], place) => [place + 1, speaker, text]))
    const tomorrow = addDays(localDate(String(call.ended_at), 'America/New_York'), 1)
    expect(call.analysis_result).toMatchObject({ engine: 'local', promise: { promise_made: true, promised_amount: 200, promised_date: tomorrow } })
    expect(call.reconciliation).toMatchObject({ differences: [] })

    await settled({ person, call_id })
    expect(await listed('calls', person)).toMatchObject([{ id: call_id, status: 'completed', promise_made: true, customer_name: 'Maria Delgado' }])
    const [promise, ...others] = await listed('promises', person)
    expect([promise, others]).toMatchObject([{ call_id, status: 'active', promised_amount: 200, promised_date: tomorrow, payment_method: 'card' }, []])
    expect(await listed('follow-ups', person)).toMatchObject([
      { call_id, promise_id: promise?.id, purpose: 'promise_reminder', status: 'scheduled', due_at: instantAt(tomorrow, '10:00', 'America/New_York') },
    ])
    const spans = (await ask('GET', `/api/calls/${call_id}/trace`)).body.items ?? []
    expect(new Set(spans.map(({ name }) => name))).toEqual(new Set(['reply', 'extract']))
  })

  test('leaves receipts in a chain that verifies, in the ledger as in the list', async () => {
    const person = await callable({ flags: { minor: true } })
    expect(slugOf(await start(person))).toBe('dial-refused')
    await ask('PUT', `/api/customers/${person.id}/flags`, { body: { minor: false } })
    const allowed = await start(person)
    const receipts = await customerLedger(env, person.id).receipts()
    expect(receipts.map(({ verdict, call_id }) => [verdict, call_id === allowed.body.call_id])).toEqual([
      ['refuse', false],
      ['allow', true],
    ])
    expect(verifyChain(receipts, sha256)).toEqual({ valid: true, checked: 2, first_broken: null })
    const rows = await eventually(async () => {
      const shown = await listed('receipts', person)
      expect(shown).toHaveLength(2)
      return shown
    })
    expect(rows.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))).toEqual(receipts)
  })

  test('dials nobody when the rules refuse, and says which', async () => {
    const person = await createdCustomer({ phone: await freshNumber() })
    const refused = await start(person)
    expect([refused.status, slugOf(refused)]).toEqual([423, 'dial-refused'])
    expect(refused.body.receipt).toMatchObject({ verdict: 'refuse', rule_ids: expect.arrayContaining(['TCPA-CONSENT']) })
    expect(await dialsTo(person.phone)).toEqual([])
    expect(await listed('calls', person)).toEqual([])
  })

  test('frees the person at once when the provider refuses to dial', async () => {
    const person = await callable({ accounts: [{ pack: 'roadside', facts: roadsideFacts }] })
    await nextDial(person.phone, 'refused')
    const refused = await start(person)
    expect([refused.status, slugOf(refused)]).toEqual([502, 'provider-error'])
    await settled({ person, call_id: String(refused.body.call_id) })
    expect(await listed('calls', person)).toMatchObject([{ status: 'failed', end_reason: 'provider_refused' }])
    expect((await start(person)).status).toBe(201)
  })

  test('tells the agent what is on file and must not be asked', async () => {
    const debtor = await startedCall()
    expect(debtor.dial.prompt).toContain('ON FILE - DO NOT ASK: outstanding amount: ')
    expect(debtor.dial.prompt).toContain('Confirm instead: "Am I speaking with Maria Delgado?"')
    const stranded = await startedCall({ accounts: [{ pack: 'roadside', facts: roadsideFacts }] })
    expect(stranded.dial.prompt).toContain('Confirm instead: "Is this about your Honda Civic?"')
    const { body } = await ask('GET', `/api/calls/${stranded.call_id}`)
    expect(body).toMatchObject({ prompt: stranded.dial.prompt, prompt_manifest: { pack: 'roadside', hash: sha256(stranded.dial.prompt) } })
  })

  test('has a date beyond the cap of a first-time defaulter moved, and the follow-up with it', async () => {
    const call = await startedCall({ accounts: [{ pack: 'collections', facts: { ...collectionsFacts, emis_overdue: 1 } }] })
    await endedWith(call, [
      ['agent', 'Am I speaking with Maria Delgado?'],
      ['customer', 'Yes, but I am at work. Please call me back in ten days.'],
      ['agent', 'We will call you in ten days. Is that right?'],
      ['customer', 'Yes. Goodbye.'],
      ['agent', 'Thank you. Goodbye.'],
    ])
    const { analysis_result, ended_at } = await callOnce(call.call_id, { analysis_status: 'done' })
    expect(analysis_result).toMatchObject({ next_action: { action: 'schedule_callback', has_business_override: true } })
    await settled(call)
    const [followUp] = await listed('follow-ups', call.person)
    expect(localDate(String(followUp?.due_at), 'America/New_York')).toBe(addDays(localDate(String(ended_at), 'America/New_York'), 3))
    expect(followUp).toMatchObject({ purpose: 'callback', reason: expect.stringContaining('schedule_callback: ') })
  })
})

describe('a call that is being spoken', () => {
  test('is seen live, every entry in its order, before the turn after it is asked for', async () => {
    const { call_id, dial } = await startedCall()
    const watcher = await watch(call_id)
    const said: Said[] = [['agent', dial.first_message]]
    for (const words of ['Yes, this is Maria Delgado.', 'Yes, go ahead.']) {
      said.push(['customer', words])
      said.push(['agent', (await reply(dial.call_token, said)).text])
      await eventually(() => expect(watcher.heard.flatMap((one) => (one.type === 'transcript' ? [[one.data.speaker, one.data.text]] : []))).toEqual(said))
    }
    expect(watcher.seqs()).toEqual([1, 2, 3, 4, 5])
    expect(watcher.heard.map((one) => one.type)).toEqual(['snapshot', 'status', ...Array(5).fill('transcript')])
    expect((await viewOf(call_id)).status).toBe('in_progress')
  })

  test('gets the same words for a request that is repeated, and one turn in the transcript', async () => {
    const { call_id, dial } = await startedCall()
    const said: Said[] = [
      ['agent', dial.first_message],
      ['customer', 'Yes, this is Maria Delgado.'],
    ]
    const first = await reply(dial.call_token, said)
    // What would be answered now is something else.
    await ask('POST', `/api/calls/${call_id}/end`, { body: { reason: 'a complaint came in' } })
    const again = await Promise.all([reply(dial.call_token, said), reply(dial.call_token, said)])
    expect(first.text).not.toBe('')
    expect(again).toEqual([first, first])
    expect((await viewOf(call_id)).transcript.map(({ text }) => text)).toEqual([dial.first_message, 'Yes, this is Maria Delgado.', first.text])
  })

  test('is one turn too when its first request is still being answered', async () => {
    const { call_id, dial } = await startedCall()
    const said: Said[] = [
      ['agent', dial.first_message],
      ['customer', 'Yes, this is Maria Delgado.'],
    ]
    const answers = await Promise.all([reply(dial.call_token, said), reply(dial.call_token, said), reply(dial.call_token, said)])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect((await viewOf(call_id)).transcript).toHaveLength(3)
  })

  test('ends with a goodbye on the next turn when an operator asks for it', async () => {
    const { call_id, dial } = await startedCall()
    const { said } = await talk(dial, ['Yes, this is Maria Delgado.'])
    expect((await ask('POST', `/api/calls/${call_id}/end`, { body: { reason: 'a complaint came in' } })).status).toBe(202)
    const last = await reply(dial.call_token, [...said, ['customer', 'Yes, go ahead.']])
    expect(last.text).toMatch(/goodbye/i)
    expect(last.tools).toEqual(['end_call'])
  })

  test('is not spoken for by the token of another call, nor by any once it is over', async () => {
    const [one, other] = [await startedCall(), await startedCall()]
    const said: Said[] = [['customer', 'Hello?']]
    await reply(other.dial.call_token, said)
    expect((await viewOf(one.call_id)).transcript).toEqual([])
    await endedWith(other, aPromise)
    expect((await reply(other.dial.call_token, said)).status).toBe(401)
  })
})

describe('a call in the browser', () => {
  test('dials nobody, and holds the person against a dial', async () => {
    const person = await createdCustomer({ phone: await freshNumber(), consents: {} })
    const web = await start(person, { channel: 'web' })
    expect([web.status, web.body]).toMatchObject([
      201,
      { status: 'reserved', receipt: null, signed_url: expect.stringContaining('wss://'), call_token: expect.any(String) },
    ])
    expect(await dialsTo(person.phone)).toEqual([])
    const second = await start(person)
    expect([second.status, slugOf(second), second.body.call_id]).toEqual([409, 'call-already-live', web.body.call_id])
  })

  test('that nobody opens ends by itself, and frees the person', async () => {
    const person = await callable()
    const web = await start(person, { channel: 'web' })
    const call_id = String(web.body.call_id)
    // Its address opens for 15 minutes.
    clockForward(14 * minute)
    await ringing([sessionOf(call_id)], async () => expect((await start(person)).status).toBe(409))
    clockForward(30 * minute)
    await ringing([sessionOf(call_id), ledgerOf(person)], async () => {
      expect(await viewOf(call_id)).toMatchObject({ status: 'cancelled', end_reason: 'never_opened', analysis_status: 'skipped' })
      expect((await start(person)).status).toBe(201)
    })
  })

  test('is one record with what was said in it', async () => {
    const person = await createdCustomer({ phone: await freshNumber() })
    const { body } = await start(person, { channel: 'web' })
    const call_id = String(body.call_id)
    const heard = await reply(String(body.call_token), [['customer', 'Hello, this is Maria Delgado.']])
    expect(heard.text).not.toBe('')
    const said: Said[] = [
      ['customer', 'Hello, this is Maria Delgado.'],
      ['agent', heard.text],
    ]
    await endedWith({ call_id, conversation_id: String(body.conversation_id) }, said)
    await settled({ person, call_id })
    expect(await listed('calls', person)).toMatchObject([{ id: call_id, channel: 'web', status: 'completed' }])
    expect((await viewOf(call_id)).transcript.map(({ text }) => text)).toEqual(['Hello, this is Maria Delgado.', heard.text])
  })
})
