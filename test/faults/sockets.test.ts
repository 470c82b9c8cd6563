// Sockets that drop, tickets, crowds, and watchers who misbehave: every watcher sees every line once, and no one disturbs the call.

import fc from 'fast-check'
import { uuidv7 } from 'uuidv7'
import { describe, expect, test } from 'vitest'
import { callOnce, endedWith, evict, sessionOf, startedCall, talk, viewOf } from '../world/call.ts'
import { ask, createdKey } from '../world/client.ts'
import { aPromise, type Said } from '../world/conversation.ts'
import { clockForward, eventually } from '../world/time.ts'
import { knock, watch } from '../world/watcher.ts'

async function append(call_id: string, n = 1): Promise<number> {
  const entries = Array.from({ length: n }, (_, i) => ({
    entry_id: uuidv7(),
    speaker: i % 2 ? 'agent' : 'customer',
    text: `Line ${i}.`,
    at: new Date().toISOString(),
  }))
  const { status, body } = await ask('POST', `/api/calls/${call_id}/transcript`, { body: { entries } })
  expect(status).toBe(202)
  return Number(body.last_seq)
}

async function ticketFor(call_id: string): Promise<string> {
  const { status, body } = await ask('POST', '/api/tickets', { body: { call_id } })
  expect(status).toBe(201)
  return String(body.ticket)
}

const counted = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

describe('a watcher', () => {
  test('whose socket dropped resumes after the last line heard, without a gap and without a repeat', async () => {
    const { call_id } = await startedCall()
    const first = await watch(call_id)
    await append(call_id, 3)
    await eventually(() => expect(first.seqs()).toEqual([1, 2, 3]))
    await evict(sessionOf(call_id), 'close')
    await eventually(() => expect(first.closed()).not.toBeNull())
    await append(call_id, 2)
    const second = await watch(call_id, 'after=3')
    await append(call_id)
    await eventually(() => expect(second.seqs()).toEqual([4, 5, 6]))
    expect(first.seqs()).toEqual([1, 2, 3])
  })

  test('always hears every line once and in order, wherever the line is cut and the object evicted', async () => {
    const step = fc.constantFrom('append', 'append', 'cut', 'evict', 'close')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        const { call_id } = await startedCall()
        const heard: number[] = []
        let [watcher, last_seq] = [await watch(call_id), 0]
        const resume = async () => {
          heard.push(...watcher.seqs())
          watcher = await watch(call_id, `after=${heard.at(-1) ?? 0}`)
        }
        for (const step of steps) {
          if (step === 'append') last_seq = await append(call_id, 2)
          if (step === 'cut') watcher.socket.close(1000, 'gone')
          if (step === 'evict' || step === 'close') await evict(sessionOf(call_id), step === 'evict' ? 'hibernate' : 'close')
          if (step === 'cut' || step === 'close') await resume()
        }
        await eventually(() => expect([...heard, ...watcher.seqs()]).toEqual(counted(last_seq)))
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })

  test('among many hears what all the others hear', async () => {
    const { call_id } = await startedCall()
    const crowd = await Promise.all(Array.from({ length: 25 }, () => watch(call_id)))
    await Promise.all([append(call_id, 4), append(call_id, 4), append(call_id, 4)])
    await eventually(() => expect(crowd.map((watcher) => watcher.seqs())).toEqual(Array(25).fill(counted(12))))
    const [one] = crowd
    expect(new Set(crowd.map(({ heard }) => JSON.stringify(heard)))).toEqual(new Set([JSON.stringify(one?.heard)]))
  })

  test('who comes late hears all of it, what was read in it, and the goodbye', async () => {
    const call = await startedCall()
    await endedWith(call, aPromise)
    await callOnce(call.call_id, { analysis_status: 'done' })
    const late = await watch(call.call_id)
    await eventually(() => expect(late.closed()).toBe(1000))
    expect(late.heard.map(({ type }) => type)).toEqual(['snapshot', ...aPromise.map(() => 'transcript'), 'analysis', 'bye'])
    const resumed = await watch(call.call_id, 'after=4')
    await eventually(() => expect(resumed.closed()).toBe(1000))
    expect(resumed.heard.map(({ type }) => type)).toEqual(['snapshot', 'transcript', 'transcript', 'analysis', 'bye'])
    expect(resumed.seqs()).toEqual([5, 6])
  })

  test('hears the goodbye last of all, after the analysis', async () => {
    const call = await startedCall()
    const watcher = await watch(call.call_id)
    const { said } = await talk(call.dial, ['Yes, this is Maria Delgado.', 'Yes, go ahead.', 'I can pay 200 dollars tomorrow.'])
    await endedWith(call, [...said, ['customer', 'By card. Goodbye.']])
    await eventually(() => expect(watcher.closed()).toBe(1000))
    expect(watcher.seqs()).toEqual(counted(said.length + 1))
    const rest = watcher.heard.flatMap((one) => (one.type === 'transcript' ? [] : one.type === 'status' ? [one.data.status] : [one.type]))
    expect(rest).toEqual(['snapshot', 'in_progress', 'completed', 'analysis', 'bye'])
    expect(watcher.heard.at(-1)).toEqual({ type: 'bye', data: { code: 1000 } })
  })

  test('who writes more than a command may be long loses the socket, and nobody else does', async () => {
    const { call_id } = await startedCall()
    const [loud, garbled, quiet] = [await watch(call_id), await watch(call_id), await watch(call_id)]
    loud.socket.send('x'.repeat(1025))
    for (const noise of ['{', '\u0000', '{"type":"transcript"}', 'x'.repeat(1024)]) garbled.socket.send(noise)
    await eventually(() => expect(loud.closed()).toBe(1009))
    await append(call_id)
    await eventually(() => expect([garbled.seqs(), quiet.seqs(), loud.seqs()]).toEqual([[1], [1], []]))
    expect([garbled.closed(), quiet.closed()]).toEqual([null, null])
    expect((await viewOf(call_id)).transcript).toHaveLength(1)
  })

  test('who used to ping and fell silent is let go when there is something to tell; one who never pinged is not', async () => {
    const { call_id } = await startedCall()
    const [pinging, silent] = [await watch(call_id), await watch(call_id)]
    let answered = false
    pinging.socket.addEventListener('message', ({ data }) => {
      answered ||= data === 'pong'
    })
    pinging.socket.send('ping')
    await eventually(() => expect(answered).toBe(true))
    await append(call_id)
    clockForward(61_000)
    await append(call_id)
    await eventually(() => expect(pinging.closed()).toBe(4408))
    await eventually(() => expect(silent.seqs()).toEqual([1, 2]))
    expect((await watch(call_id, 'after=1')).closed()).toBeNull()
  })
})

describe('a ticket', () => {
  test('opens one socket, once, and only of its own call', async () => {
    const [one, other] = [await startedCall(), await startedCall()]
    const ticket = await ticketFor(one.call_id)
    expect((await knock(other.call_id, `ticket=${ticket}`, null)).status).toBe(401)
    const answers = await Promise.all(Array.from({ length: 5 }, () => knock(one.call_id, `ticket=${ticket}`, null)))
    expect(answers.map(({ status }) => status).sort()).toEqual([101, 401, 401, 401, 401])
    for (const { webSocket } of answers) webSocket?.accept()
  })

  test('ends after a minute', async () => {
    const { call_id } = await startedCall()
    const [young, old] = [await ticketFor(call_id), await ticketFor(call_id)]
    clockForward(59_000)
    expect((await watch(call_id, `ticket=${young}`, null)).closed()).toBeNull()
    clockForward(2_000)
    expect((await knock(call_id, `ticket=${old}`, null)).status).toBe(401)
  })

  test('is needed by whoever has no key, and is not to be guessed', async () => {
    const { call_id } = await startedCall()
    expect((await knock(call_id, '', null)).status).toBe(401)
    for (const guess of ['', 'x', 'A'.repeat(32)]) expect((await knock(call_id, `ticket=${guess}`, null)).status).toBe(401)
    const { key } = await createdKey('viewer')
    expect((await watch(call_id, '', key)).closed()).toBeNull()
  })
})

describe('lines that come from several sides', () => {
  test('are numbered without a gap, and a line that is sent again is the same line', async () => {
    const { call_id } = await startedCall()
    const watcher = await watch(call_id)
    const entry = (entry_id: string) => ({ entry_id, speaker: 'customer', text: `This is ${entry_id}.`, at: new Date().toISOString() })
    const send = (...ids: string[]) => ask('POST', `/api/calls/${call_id}/transcript`, { body: { entries: ids.map(entry) } })
    const answers = await Promise.all([send('a', 'b'), send('b', 'c'), send('a', 'b'), send('c', 'd')])
    expect(answers.reduce((sum, { body }) => sum + Number(body.accepted), 0)).toBe(4)
    expect(answers.reduce((sum, { body }) => sum + Number(body.duplicates), 0)).toBe(4)
    await eventually(() => expect(watcher.seqs()).toEqual([1, 2, 3, 4]))
    const stored = (await viewOf(call_id)).transcript.map(({ text }): Said => ['customer', text])
    expect(stored).toEqual(watcher.heard.flatMap((one) => (one.type === 'transcript' ? [['customer', one.data.text]] : [])))
  })
})
