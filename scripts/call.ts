// `npm run call`: one call from its start to what follows from it, in the terminal.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { callViewSchema, ticketSchema } from '../src/contract/api.ts'
import { closeCodes, liveMessageSchema } from '../src/contract/live.ts'
import { isFinished } from '../src/domain/call.ts'
import { packById, packIds } from '../src/packs/registry.ts'
import { type Api, apiOf } from './local/api.ts'
import { endWithChildren } from './local/children.ts'
import { argumentsOf, Refusal, run } from './local/command.ts'
import { hasEmulator, logsOf, startThrowaway, type Throwaway } from './local/throwaway.ts'
import { sampleCustomers } from './sample-customers.ts'

const usage = `npm run call -- [--pack ${packIds.join('|')}] [--speed human|N] [--target URL] [--key KEY]

Places one call to an emulated person and shows it until its follow-up, or what else the line of business causes, is stored.
  --pack PACK    default ${packIds[0]}
  --speed SPEED  of the emulated person: human, or so many times faster; default 4
  --target URL   a product that runs already; without it one is started for this call and thrown away afterwards
  --key KEY      API key for --target, default dev
Ends with 0 only when the effect is stored.`

/** From the end of the talk to the stored follow-up: an analysis by a slow model, its retry, and the queues between. */
const effectWaitMs = 90_000

/** Longer than any emulated conversation at human speed. */
const talkWaitMs = 6 * 60_000

type CallView = z.infer<typeof callViewSchema>

const startedSchema = z.object({ call_id: z.string(), status: z.string() })
const createdSchema = z.object({ id: z.string() })

async function place(api: Api, pack_id: string): Promise<string> {
  const now = Date.now()
  const sample = sampleCustomers(now).find((one) => one.callable.when === 'always' && one.customer.accounts?.[0]?.pack === pack_id)
  if (!sample) throw new Refusal(`No sample customer of the pack ${pack_id} may be called at any hour.`)
  const customer = await api.post('/api/customers', { ...sample.customer, external_id: `call-${now}` }, createdSchema)
  const { call_id, status } = await api.post('/api/calls/start', { customer_id: customer.id }, startedSchema)
  console.log(`Calling ${sample.customer.name} (${sample.customer.phone}): ${call_id}, ${status}\n`)
  return call_id
}

/** Prints the call as its socket tells it, and opens the socket anew with the last seq whenever it drops. */
async function watch(api: Api, call_id: string): Promise<void> {
  const progress = { after: 0, done: false }
  const until = Date.now() + talkWaitMs
  while (!progress.done) {
    if (Date.now() > until) throw new Refusal(`The call ${call_id} has not ended after ${talkWaitMs / 60_000} minutes.`)
    const { ticket } = await api.post('/api/tickets', { call_id }, ticketSchema)
    const address = new URL(`/ws/transcript/${call_id}?after=${progress.after}&ticket=${ticket}`, api.url.replace(/^http/, 'ws'))
    const socket = new WebSocket(address)
    await new Promise<void>((resolve) => {
      socket.onmessage = ({ data }) => {
        show(String(data), progress)
        if (progress.done) resolve()
      }
      socket.onclose = () => resolve()
    })
    socket.close()
    if (!progress.done) await pause(300)
  }
}

function show(text: string, progress: { after: number; done: boolean }): void {
  const message = liveMessageSchema.parse(JSON.parse(text))
  switch (message.type) {
    case 'transcript':
      progress.after = message.data.seq
      console.log(`${message.data.speaker === 'agent' ? '   agent' : 'customer'} | ${message.data.text}`)
      return
    case 'status':
      console.log(`         · ${message.data.status}`)
      return
    case 'analysis':
      console.log(`         · analysed: ${message.data.intent.label}`)
      return
    case 'bye':
      progress.done = message.data.code === closeCodes.ended
      return
    default:
  }
}

/** What the call's next action causes must be there: the follow-up where it is another call, else the stored decision itself. */
function effectIsStored(call: CallView): boolean {
  if (!isFinished(call.status) || call.analysis_status === 'pending' || !call.analysis_result) return false
  const effect = packById(call.pack)?.effectOf(call.analysis_result.next_action.action)
  return effect?.kind === 'call' ? call.follow_ups.length > 0 : effect !== undefined && effect.kind !== 'nothing'
}

async function settled(api: Api, call_id: string): Promise<CallView> {
  const until = Date.now() + effectWaitMs
  for (;;) {
    const call = await api.get(`/api/calls/${call_id}`, callViewSchema)
    if (effectIsStored(call) || Date.now() > until) return call
    await pause(200)
  }
}

function tell(call: CallView): void {
  const { analysis_result: analysis } = call
  console.log(`\nThe call is ${call.status} (${call.end_reason ?? 'no reason given'}), ${call.duration_seconds ?? 0} s, ${call.transcript.length} entries.`)
  console.log(`Analysis: ${call.analysis_status}${call.meaningful.reason ? `, ${call.meaningful.reason}` : ''}`)
  if (analysis) {
    const { intent, promise, sentiment, next_action } = analysis
    console.log(`  intent ${intent.label}, sentiment ${sentiment.label}, engine ${analysis.engine}`)
    if (promise.promise_made)
      console.log(`  promise ${promise.promised_amount ?? '?'} on ${promise.promised_date ?? '?'}: "${promise.evidence[0]?.quote ?? ''}"`)
    const moved = next_action.has_business_override ? `, moved by ${next_action.override_reason}` : ''
    console.log(`  next ${next_action.action} ${next_action.scheduled_for ?? ''} (${next_action.urgency}${moved})`)
  }
  for (const one of call.promises) console.log(`Promise ${one.id}: ${one.promised_amount} on ${one.promised_date}, ${one.status}`)
  for (const one of call.follow_ups) console.log(`Follow-up ${one.id}: ${one.purpose} at ${one.due_at}, ${one.status}`)
}

await run(async () => {
  const { values } = argumentsOf(usage, {
    pack: { type: 'string', default: packIds[0] ?? '' },
    speed: { type: 'string', default: '4' },
    target: { type: 'string' },
    key: { type: 'string', default: 'dev' },
  })
  if (!packIds.includes(values.pack)) throw new Refusal(`--pack ${values.pack}: there is no such pack. There are: ${packIds.join(', ')}`)
  if (!values.target && !hasEmulator()) throw new Refusal('There is no emulator in this checkout; name a product that runs with --target URL.')
  endWithChildren()
  const own: Throwaway | null = values.target ? null : await startThrowaway({ ENVIRONMENT: 'local' }, values.speed)
  try {
    const api = apiOf(values.target ?? own?.url ?? '', values.key)
    const call_id = await place(api, values.pack)
    await watch(api, call_id)
    const call = await settled(api, call_id)
    tell(call)
    if (effectIsStored(call)) return 0
    console.error('\nNothing that follows from this call was stored.')
    if (own) console.error(logsOf(own))
    return 1
  } finally {
    await own?.end()
  }
})
