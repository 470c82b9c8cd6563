// The real processes, killed without warning: a call that is being spoken and a follow-up that is waiting survive it, and nothing happens twice.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFailed, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { type Api, apiOf } from '../../scripts/local/api.ts'
import { endChildren, startChild } from '../../scripts/local/children.ts'
import { isFree } from '../../scripts/local/ports.ts'
import { commandOf, isAlive, signal } from '../../scripts/local/processes.ts'
import { killServer, readRecord, type ServerRecord } from '../../scripts/local/server-record.ts'
import { logsOf, startThrowaway, type Throwaway, untilAnswered } from '../../scripts/local/throwaway.ts'
import { sampleCustomers } from '../../scripts/sample-customers.ts'
import { callSummarySchema, callViewSchema, customerWithAccountsSchema, followUpViewSchema, pageOf, promiseSchema } from '../../src/contract/api.ts'
import { watchAndResume } from './resuming-watcher.ts'

/** A call then lasts about ten seconds: long enough to be killed twice. */
const speed = '12'
/** A cold build, and a machine on which other tests run. */
const startWaitMs = 90_000
const testWaitMs = 60_000
/** For one fact: a projection that was lost with its queue is sent again within ten seconds. */
const factWaitMs = 25_000

const startedSchema = z.object({ call_id: z.string(), conversation_id: z.string() })
const dialsSchema = z.object({ dials: z.record(z.string(), z.number()) })
const spokenSchema = z.object({ spoken: z.array(z.object({ speaker: z.enum(['agent', 'user']), text: z.string() })) })
const traceSchema = z.object({ items: z.array(z.object({ name: z.string() })) })

let product: Throwaway
let api: Api
let voice: Api

beforeAll(async () => {
  product = await startThrowaway({ ENVIRONMENT: 'local' }, speed)
  api = apiOf(product.url)
  voice = apiOf(product.voice ?? '')
}, startWaitMs)

afterAll(async () => {
  await product?.end()
  await endChildren()
}, 30_000)

/** Looks until the look no longer throws. */
function eventually<Seen>(look: () => Seen | Promise<Seen>): Promise<Seen> {
  return vi.waitFor(look, { timeout: factWaitMs, interval: 50 })
}

/** The sample collections customer whom this persona plays, callable at any hour; hers is a number that nobody has dialled. */
async function customerPlayedBy(persona_id: string) {
  const sample = sampleCustomers(Date.now()).find((one) => one.played_by === persona_id && one.callable.when === 'always')
  const customer = await api.post('/api/customers', sample?.customer, customerWithAccountsSchema)
  await voice.post('/__persona', { to_number: customer.phone, persona_id }, z.unknown())
  return customer
}

async function dialsTo(phone: string): Promise<number> {
  return (await voice.get('/__calls', dialsSchema)).dials[phone] ?? 0
}

async function listed<Item extends z.ZodType>(list: string, item: Item, customer_id: string): Promise<z.infer<Item>[]> {
  return (await api.get(`/api/${list}?customer_id=${customer_id}`, pageOf(item))).items
}

function record(): ServerRecord {
  return readRecord(product.stateFolder) ?? expect.fail('the server has left no note')
}

/** Kills the runtime under its server, which starts another on the same port. */
async function killRuntime(): Promise<void> {
  const { workerd } = record()
  expect(workerd.map((pid) => commandOf(pid).includes('workerd'))).toEqual([true])
  for (const pid of workerd) signal(pid, 'SIGKILL')
  await eventually(() => {
    const healed = record().workerd
    expect(healed).toHaveLength(1)
    expect(workerd).not.toContain(healed[0])
  })
}

describe('a call that is being spoken while its runtime is killed twice', () => {
  test(
    'is heard, kept, read and followed up once, as it was spoken',
    async () => {
      onTestFailed(() => console.error(logsOf(product)))
      const person = await customerPlayedBy('promises-friday')
      const { call_id, conversation_id } = await api.post('/api/calls/start', { customer_id: person.id }, startedSchema)
      const watcher = watchAndResume(api, call_id)
      onTestFinished(watcher.leave)

      // The agent's answer to these words is on its way: the provider loses it and asks again.
      await watcher.next(({ speaker }) => speaker === 'customer')
      await killRuntime()
      const resumed = await watcher.next(({ speaker }) => speaker === 'agent')
      const second = await watcher.next(({ speaker, seq }) => speaker === 'agent' && seq > resumed.seq)
      await killRuntime()
      await watcher.ended

      const entries = watcher.entries()
      expect(watcher.drops()).toBeGreaterThanOrEqual(2)
      expect(entries.length).toBeGreaterThan(second.seq)
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, place) => place + 1))

      const { spoken } = await voice.get(`/__spoken/${conversation_id}`, spokenSchema)
      const asSpoken = spoken.map(({ speaker, text }) => [speaker === 'user' ? 'customer' : 'agent', text])
      expect(entries.map(({ speaker, text }) => [speaker, text])).toEqual(asSpoken)
      const call = await api.get(`/api/calls/${call_id}`, callViewSchema)
      expect(call).toMatchObject({ status: 'completed', analysis_status: 'done', reconciliation: { differences: [] } })
      expect(call.transcript.map(({ speaker, text }) => [speaker, text])).toEqual(asSpoken)
      expect(call.analysis_result).toMatchObject({ promise: { promise_made: true } })
      expect(watcher.heard.filter(({ type }) => type === 'analysis')).toHaveLength(1)
      const trace = await api.get(`/api/calls/${call_id}/trace`, traceSchema)
      expect(trace.items.filter(({ name }) => name === 'extract')).toHaveLength(1)

      const [promise] = await eventually(async () => {
        const promises = await listed('promises', promiseSchema, person.id)
        expect(promises).toMatchObject([{ call_id, status: 'active' }])
        return promises
      })
      await eventually(async () =>
        expect(await listed('follow-ups', followUpViewSchema, person.id)).toMatchObject([{ call_id, promise_id: promise?.id, status: 'scheduled' }]),
      )
      expect(await dialsTo(person.phone)).toBe(1)
    },
    testWaitMs,
  )
})

describe('a follow-up that falls due while everything is down', () => {
  test(
    'becomes a call by itself, and one call only, when the server stands again',
    async () => {
      onTestFailed(() => console.error(logsOf(product)))
      const person = await customerPlayedBy('asks-callback')
      const due_at = Date.now() + 4000
      const asked = { customer_id: person.id, account_id: person.accounts[0]?.id, purpose: 'collection', due_at: new Date(due_at).toISOString() }
      const { id } = await api.post('/api/follow-ups', asked, followUpViewSchema)
      const killed = record()
      await killServer(killed)
      expect(Date.now()).toBeLessThan(due_at)
      expect([killed.pid, ...killed.workerd].filter(isAlive)).toEqual([])
      await eventually(async () => expect(await isFree(product.port)).toBe(true))
      await pause(due_at - Date.now())
      expect(await dialsTo(person.phone)).toBe(0)

      startChild({ name: 'Worker', command: [process.execPath, ...killed.argv], cwd: killed.cwd, log: `${product.stateFolder}/serve.log` })
      await untilAnswered(`${product.url}/healthz`, factWaitMs)
      await eventually(async () => {
        const followUps = await listed('follow-ups', followUpViewSchema, person.id)
        expect(followUps.find((one) => one.id === id)).toMatchObject({ status: 'completed', attempts: 1 })
      })
      expect(await dialsTo(person.phone)).toBe(1)
      expect(await listed('calls', callSummarySchema, person.id)).toMatchObject([{ status: 'completed', purpose: 'collection' }])
    },
    testWaitMs,
  )
})
