// One call from outside: started by an operator, spoken with the agent's endpoint, looked at as people look at it.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { localValues } from '../../src/config.ts'
import { ask, createdCustomer } from './client.ts'
import { conversationOf, deliver, type Said, transcription } from './conversation.ts'
import type { Dial } from './fake-provider.ts'
import { dialsTo, freshNumber } from './provider.ts'
import { eventually } from './time.ts'

const worker = (exports as unknown as { default: Fetcher }).default

export type Person = Awaited<ReturnType<typeof createdCustomer>>
export type StartedCall = { person: Person; call_id: string; conversation_id: string; dial: Dial }
type Json = Record<string, unknown>

/** Agreed to an AI voice and to calls at any hour: whenever a test runs, the rules allow a call. */
export const atAnyHour = {
  ai_voice: { status: 'granted', scope: 'all' },
  off_hours: [{ from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z', given_to: 'collector' }],
} as const

export async function callable(over: Json = {}): Promise<Person> {
  return createdCustomer({ phone: await freshNumber(), consents: atAnyHour, ...over })
}

export async function start(person: Person, over: Json = {}): ReturnType<typeof ask> {
  return ask('POST', '/api/calls/start', { body: { customer_id: person.id, ...over } })
}

/** A call that rings. */
export async function startedCall(over: Json = {}): Promise<StartedCall> {
  const person = await callable(over)
  const { status, body } = await start(person)
  if (status !== 201) throw new Error(`not started: ${status} ${JSON.stringify(body)}`)
  const [dial] = await dialsTo(person.phone)
  if (!dial) throw new Error('started, and nothing rang')
  return { person, call_id: dial.call_id, conversation_id: dial.conversation_id, dial }
}

/** The provider's last word on a call: what was said in it, and that it is over. */
export function endedWith({ call_id, conversation_id }: Pick<StartedCall, 'call_id' | 'conversation_id'>, said: readonly Said[]): ReturnType<typeof deliver> {
  return deliver(transcription(conversationOf({ conversation_id, call_id, said })))
}

/** The call as the API shows it. */
export async function viewOf(call_id: string): Promise<Json & { transcript: { seq: number; speaker: string; text: string; final_text: string | null }[] }> {
  const { status, body } = await ask('GET', `/api/calls/${call_id}`)
  if (status !== 200) throw new Error(`no call: ${status}`)
  return body as Awaited<ReturnType<typeof viewOf>>
}

/** The call when it has this status, or when everything about it is done. */
export function callOnce(call_id: string, has: Json): ReturnType<typeof viewOf> {
  return eventually(async () => {
    const view = await viewOf(call_id)
    for (const [name, value] of Object.entries(has)) if (view[name] !== value) throw new Error(`${name} is ${view[name]}, not ${value}`)
    return view
  })
}

/** The rows of a list of the API that are about one person. */
export async function listed(list: 'calls' | 'promises' | 'follow-ups' | 'receipts', person: Pick<Person, 'id'>, query = ''): Promise<Json[]> {
  return (await ask('GET', `/api/${list}?customer_id=${person.id}${query}`)).body.items ?? []
}

/** Waits until the person may be started again: the call is settled, and its line is given back. */
export async function settled({ person, call_id }: Pick<StartedCall, 'person' | 'call_id'>): Promise<void> {
  await eventually(async () => {
    const open = await inLedger(person, 'SELECT call_id FROM reservations WHERE settled_at IS NULL')
    const waiting = await inSession(call_id, 'SELECT kind FROM outbox WHERE confirmed < version')
    if (open.length + waiting.length > 0) throw new Error(`not settled: ${JSON.stringify({ open, waiting })}`)
  })
}

type Message = { role: string; content: string }
export type Reply = { status: number; text: string; tools: string[] }

/** One turn, asked for as the voice platform does: all that was spoken so far, answered in server-sent chunks. */
export async function reply(call_token: string, said: readonly Said[]): Promise<Reply> {
  const spoken = said.map(([speaker, content]): Message => ({ role: speaker === 'agent' ? 'assistant' : 'user', content }))
  const body = {
    model: 'parley',
    stream: true,
    messages: [{ role: 'system', content: 'The prompt.' }, ...spoken],
    tools: [{ type: 'function', function: { name: 'end_call', description: 'Ends the call', parameters: { type: 'object', properties: {} } } }],
    elevenlabs_extra_body: { call_token },
  }
  const headers = { authorization: `Bearer ${localValues.CUSTOM_LLM_SECRET}`, 'content-type': 'application/json' }
  const response = await worker.fetch(new Request('http://parley.test/v1/chat/completions', { method: 'POST', headers, body: JSON.stringify(body) }))
  const chunks = [...(await response.text()).matchAll(/^data: (\{.*\})$/gm)].map(([, json = '']) => JSON.parse(json).choices[0].delta)
  return {
    status: response.status,
    text: chunks.map((delta) => delta.content ?? '').join(''),
    tools: chunks.flatMap((delta) => (delta.tool_calls ?? []).map((call: { function: { name: string } }) => call.function.name)),
  }
}

/** A whole talk with the agent. @returns all that was said, and the tools that the agent asked for last */
export async function talk(dial: Dial, customer: readonly string[]): Promise<{ said: Said[]; tools: string[] }> {
  const said: Said[] = [['agent', dial.first_message]]
  let tools: string[] = []
  for (const words of customer) {
    said.push(['customer', words])
    const answer = await reply(dial.call_token, said)
    said.push(['agent', answer.text])
    tools = answer.tools
  }
  return { said, tools }
}

// --- below the surface: the objects themselves

export const sessionOf = (call_id: string) => env.CALL_SESSIONS.getByName(call_id)
export const ledgerOf = ({ id }: Pick<Person, 'id'>) => env.CUSTOMER_LEDGERS.getByName(id)

export function inSession(call_id: string, query: string): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(sessionOf(call_id), (_, state) => state.storage.sql.exec(query).toArray())
}

export function inLedger(person: Pick<Person, 'id'>, query: string): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(ledgerOf(person), (_, state) => state.storage.sql.exec(query).toArray())
}

/** Rings the alarms of these objects until the look no longer throws: for a clock that stands ahead of the real one. */
export function ringing<Seen>(stubs: readonly DurableObjectStub[], look: () => Seen | Promise<Seen>): Promise<Seen> {
  return eventually(async () => {
    for (const stub of stubs) await runDurableObjectAlarm(stub)
    return look()
  })
}

/** The object is thrown out of memory, if it is there; what it stored stays. */
export async function evict(stub: DurableObjectStub, webSockets: 'hibernate' | 'close' = 'hibernate'): Promise<void> {
  try {
    await evictDurableObject(stub, { webSockets })
  } catch (error) {
    if (!String(error).includes('not currently running')) throw error
  }
}
