// `npm run replay`: conversations from files through the door by which finished calls come in, and a count of what became of them.
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { localValues } from '../src/config.ts'
import { packById, packIds } from '../src/packs/registry.ts'
import { type Api, apiOf, fetchAgain, pagesOf } from './local/api.ts'
import { endChildren, endWithChildren } from './local/children.ts'
import { argumentsOf, Refusal, run } from './local/command.ts'
import { type Conversation, conversationsOf, signatureOf, spokenEntries, timesOf, webhookOf, wordsPerMinute } from './local/conversations.ts'
import { stateRuntime } from './local/runtime.ts'
import { logsOf, startThrowaway, type Throwaway } from './local/throwaway.ts'

const usage = `npm run replay -- FILE... [--pack ${packIds.join('|')}] [--target URL] [--json OUT]

Reports each conversation of the files (one JSON object a line: {id, entries: [{speaker, text, at_ms?}]}) by a signed webhook, waits until
it is analysed, prints what was stored, judged meaningful, extracted and would be scheduled, and compares the stored counts with the files.
No call is dialled and nobody is attached. Where a file has no times, ${wordsPerMinute} words a minute give them.
  --pack PACK          default ${packIds[0]}
  --target URL         a product that runs already; without it one is started and thrown away afterwards
  --key KEY            API key for --target, default dev
  --webhook-secret S   of --target, default the local one
  --agent-id ID        of --target for this pack, default the local one
  --concurrency N      conversations under way at a time, default 48
  --json OUT           write every line and the totals there
Ends with 1 when a call or an entry is missing.`

/** A queue's longest usual wait with a full batch before it; past this a call counts as never analysed. */
const analysisWaitMs = 120_000
/** How long the lists may lag behind the calls themselves. */
const projectionWaitMs = 60_000
const sendTries = 5

type Row = {
  id: string
  call_id: string
  sent: number
  stored: number
  duration_seconds: number | null
  meaningful: boolean
  reason: string | null
  extracted: { intent: string; sentiment: string; promise_made: boolean; promised_amount: number | null; promised_date: string | null } | null
  scheduled: { action: string; at: string | null; override: string | null } | null
}

const receivedSchema = z.object({ call_id: z.string().nullable() })

/** What is read of a call here. Not the contract's whole shape: one odd value must not hide the count of the rest. */
const callSchema = z.object({
  id: z.string(),
  analysis_status: z.string(),
  duration_seconds: z.number().nullable(),
  meaningful: z.object({ value: z.boolean().nullable(), reason: z.string().nullable() }),
  transcript: z.array(z.unknown()),
  analysis_result: z
    .object({
      intent: z.object({ label: z.string() }),
      sentiment: z.object({ label: z.string() }),
      promise: z.object({ promise_made: z.boolean(), promised_amount: z.number().nullable(), promised_date: z.string().nullable() }),
      next_action: z.object({ action: z.string(), scheduled_for: z.string().nullable(), override_reason: z.string().nullable() }),
    })
    .nullable(),
})

type Target = { api: Api; secret: string; agent_id: string; pack_id: string; startedAt: number }

/** Sends one webhook; the answer of an overloaded product is waited for, as the provider would. */
async function report(conversation: Conversation, target: Target): Promise<string> {
  const body = webhookOf(conversation, target.agent_id, target.startedAt)
  for (let attempt = 1; ; attempt++) {
    // Sent again after a broken connection: the product takes a delivery once.
    const response = await fetchAgain(new URL('/api/webhooks/elevenlabs', target.api.url), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'elevenlabs-signature': signatureOf(body, target.secret, Date.now()) },
    })
    if (response.ok) {
      const { call_id } = receivedSchema.parse(await response.json())
      if (call_id) return call_id
      throw new Refusal(`The product does not know the agent ${target.agent_id}: name one of its own with --agent-id.`)
    }
    const text = await response.text()
    if ((response.status < 500 && response.status !== 429) || attempt === sendTries)
      throw new Refusal(`The webhook for ${conversation.id} was answered ${response.status}: ${text.slice(0, 300)}`)
    await pause(200 * 2 ** attempt)
  }
}

async function replayOne(conversation: Conversation, target: Target): Promise<Row> {
  const call_id = await report(conversation, target)
  const until = Date.now() + analysisWaitMs
  for (let waitMs = 250; ; waitMs = Math.min(waitMs * 1.5, 2000)) {
    const call = await target.api.get(`/api/calls/${call_id}`, callSchema)
    if (call.analysis_status !== 'pending') return rowOf(conversation, call, target.pack_id)
    if (Date.now() > until) throw new Refusal(`The call ${call_id} (${conversation.id}) was not analysed within ${analysisWaitMs / 1000} s.`)
    await pause(waitMs)
  }
}

function rowOf(conversation: Conversation, call: z.infer<typeof callSchema>, pack_id: string): Row {
  const { analysis_result: analysis } = call
  const next = analysis?.next_action
  const called = next && packById(pack_id)?.effectOf(next.action).kind === 'call'
  return {
    id: conversation.id,
    call_id: call.id,
    sent: spokenEntries(conversation),
    stored: call.transcript.length,
    duration_seconds: call.duration_seconds,
    meaningful: call.meaningful.value === true,
    reason: call.meaningful.reason,
    extracted: analysis && {
      intent: analysis.intent.label,
      sentiment: analysis.sentiment.label,
      promise_made: analysis.promise.promise_made,
      promised_amount: analysis.promise.promised_amount,
      promised_date: analysis.promise.promised_date,
    },
    scheduled: called ? { action: next.action, at: next.scheduled_for, override: next.override_reason } : null,
  }
}

function lineOf({ id, stored, meaningful, reason, extracted, scheduled }: Row): string {
  const promise = extracted?.promise_made ? `, promise ${extracted.promised_amount ?? '?'} on ${extracted.promised_date ?? '?'}` : ''
  const read = extracted ? `${extracted.intent}, ${extracted.sentiment}${promise}` : 'nothing extracted'
  const next = scheduled ? `would be scheduled: ${scheduled.action} ${scheduled.at ?? ''}${scheduled.override ? ` (${scheduled.override})` : ''}` : ''
  return [id, `${stored} entries`, meaningful ? 'meaningful' : `not meaningful: ${reason ?? 'no reason'}`, read, next].filter(Boolean).join(' | ')
}

/** Runs the work over a stream, so many at a time. */
async function eachOf<Item>(items: AsyncIterable<Item>, concurrency: number, work: (item: Item) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.asyncIterator]()
  const lane = async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}

async function* conversationsOfAll(files: readonly string[]): AsyncGenerator<Conversation> {
  for (const file of files) yield* conversationsOf(file)
}

/** How many of these calls the list knows, waiting for the projection to catch up. */
async function listed(api: Api, ids: ReadonlySet<string>): Promise<number> {
  const until = Date.now() + projectionWaitMs
  for (;;) {
    const found = new Set<string>()
    for await (const { id } of pagesOf(api, '/api/calls', z.looseObject({ id: z.string() }))) if (ids.has(id)) found.add(id)
    if (found.size === ids.size || Date.now() > until) return found.size
    await pause(1000)
  }
}

/** Rows of the calls and entries of their transcripts in D1 itself, read when nobody writes any more. */
async function countedInD1(stateFolder: string): Promise<{ calls: number; entries: number }> {
  const runtime = stateRuntime(stateFolder)
  try {
    const database = await runtime.getD1Database('DB')
    const counts = 'SELECT (SELECT COUNT(*) FROM calls) AS calls, (SELECT COALESCE(SUM(json_array_length(entries)), 0) FROM call_transcripts) AS entries'
    const row = await database.prepare(counts).first<{ calls: number; entries: number }>()
    return row ?? { calls: 0, entries: 0 }
  } finally {
    await runtime.dispose()
  }
}

function totalsOf(rows: readonly Row[]) {
  return {
    calls: rows.length,
    entries_stored: rows.reduce((total, row) => total + row.stored, 0),
    meaningful: rows.filter((row) => row.meaningful).length,
    extracted: rows.filter((row) => row.extracted).length,
    promises: rows.filter((row) => row.extracted?.promise_made).length,
    would_be_scheduled: rows.filter((row) => row.scheduled).length,
  }
}

/** @returns what the counts of a store disagree about; empty when all is there */
function differences(where: string, got: { calls: number; entries?: number }, want: { calls: number; entries: number }): string[] {
  const lines = []
  if (got.calls !== want.calls) lines.push(`${where} holds ${got.calls} calls, the files hold ${want.calls}`)
  if (got.entries !== undefined && got.entries !== want.entries) lines.push(`${where} holds ${got.entries} entries, the files hold ${want.entries}`)
  return lines
}

await run(async () => {
  const { values, positionals: files } = argumentsOf(
    usage,
    {
      pack: { type: 'string', default: packIds[0] ?? '' },
      target: { type: 'string' },
      key: { type: 'string', default: 'dev' },
      'webhook-secret': { type: 'string', default: localValues.ELEVENLABS_WEBHOOK_SECRET },
      'agent-id': { type: 'string' },
      concurrency: { type: 'string', default: '48' },
      json: { type: 'string' },
    },
    true,
  )
  if (files.length === 0) throw new Refusal(`Name at least one file.\n\n${usage}`)
  for (const file of files) if (!existsSync(file)) throw new Refusal(`There is no file ${file}.`)
  if (!packIds.includes(values.pack)) throw new Refusal(`--pack ${values.pack}: there is no such pack. There are: ${packIds.join(', ')}`)
  const localAgents = z.record(z.string(), z.string()).parse(JSON.parse(localValues.ELEVENLABS_AGENTS))
  const agent_id = values['agent-id'] ?? localAgents[values.pack]
  if (!agent_id) throw new Refusal(`No agent is known for the pack ${values.pack}: name one with --agent-id.`)

  endWithChildren()
  const own: Throwaway | null = values.target ? null : await startThrowaway({ ENVIRONMENT: 'local', RATE_LIMITS: 'off' }, null)
  try {
    const api = apiOf(values.target ?? own?.url ?? '', values.key)
    const target: Target = { api, secret: values['webhook-secret'], agent_id, pack_id: values.pack, startedAt: Date.now() }
    const rows: Row[] = []
    const lost: string[] = []
    const sent = { calls: 0, entries: 0, withoutTimes: 0 }
    await eachOf(conversationsOfAll(files), Number(values.concurrency), async (conversation) => {
      sent.calls += 1
      sent.entries += spokenEntries(conversation)
      if (!timesOf(conversation).stated) sent.withoutTimes += 1
      try {
        const row = await replayOne(conversation, target)
        rows.push(row)
        console.log(lineOf(row))
      } catch (error) {
        lost.push(`${conversation.id}: ${error instanceof Error ? error.message : error}`)
        console.log(`${conversation.id} | LOST: ${error instanceof Error ? error.message : error}`)
      }
    })
    if (sent.withoutTimes > 0) console.log(`\n${sent.withoutTimes} conversations had no times: ${wordsPerMinute} words a minute were assumed.`)
    if (own && lost.length > 0) console.error(`The product's last words:\n${logsOf(own)}`)
    const totals = totalsOf(rows)
    console.log(
      `\n${totals.calls} calls, ${totals.entries_stored} entries stored of ${sent.entries}; ${totals.meaningful} meaningful, ${totals.extracted} extracted, ` +
        `${totals.promises} with a promise, ${totals.would_be_scheduled} would be scheduled.`,
    )

    const want = { calls: sent.calls, entries: sent.entries }
    const wrong = [...lost]
    wrong.push(...differences('The product', { calls: new Set(rows.map((row) => row.call_id)).size, entries: totals.entries_stored }, want))
    wrong.push(...differences('The list of calls', { calls: await listed(api, new Set(rows.map((row) => row.call_id))) }, want))
    if (own) {
      await endChildren()
      wrong.push(...differences('D1', await countedInD1(own.stateFolder), want))
    }
    if (values.json) writeFileSync(values.json, `${JSON.stringify({ pack: values.pack, files, sent, totals, differences: wrong, calls: rows }, null, 2)}\n`)
    console.log(wrong.length === 0 ? `Every call and every entry is there${own ? ', in D1 too' : ''}.` : wrong.join('\n'))
    return wrong.length === 0 ? 0 : 1
  } finally {
    await own?.end()
  }
})
