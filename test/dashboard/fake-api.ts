// A stand-in for Pages and the Worker: serves the built dashboard under its real headers, answers what the pages ask, and can fail on demand.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import { startedCallSchema } from '../../src/contract/api.ts'
import { type LiveMessage, liveMessageSchema } from '../../src/contract/live.ts'
import { isFinished } from '../../src/domain/call.ts'
import type { Speaker } from '../../src/domain/transcript.ts'
import { type CallView, type Customer, type FollowUp, liveCall, receiptOfRefusal, sampleEntry } from './sample.ts'

const files = join(import.meta.dirname, '../../dashboard/dist')
const mime: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

export type World = { calls: CallView[]; customers: Customer[]; followUps: FollowUp[] }
export type FakeApi = Awaited<ReturnType<typeof startFakeApi>>

export async function startFakeApi(world: World) {
  const tickets = new Set<string>()
  const watchers = new Map<WebSocket, string>()
  const asked: { method: string; path: string; idempotency_key: string | null }[] = []
  /** What each new socket asked to take up after; null for a socket that asked for everything. */
  const resumes: (number | null)[] = []
  let away = false
  let n = 0

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (url.pathname.startsWith('/api/')) void answer(request, response, url)
    else serveFile(response, url.pathname)
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (away) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (watcher) => welcome(watcher, new URL(request.url ?? '/', 'http://fake')))
  })

  function welcome(watcher: WebSocket, url: URL): void {
    const call_id = url.pathname.split('/').at(-1) ?? ''
    const after = url.searchParams.get('after')
    resumes.push(after === null ? null : Number(after))
    const known = tickets.delete(url.searchParams.get('ticket') ?? '')
    const call = world.calls.find((one) => one.id === call_id)
    if (!known || !call) {
      watcher.close(known ? 4404 : 4401)
      return
    }
    watchers.set(watcher, call_id)
    watcher.on('message', (text) => String(text) === 'ping' && watcher.send('pong'))
    watcher.on('close', () => watchers.delete(watcher))
    tell(watcher, { type: 'snapshot', data: { ...call, follow_up_id: null, voice_usd: null, last_seq: call.transcript.length } })
    for (const entry of call.transcript) if (entry.seq > Number(after ?? 0)) tell(watcher, { type: 'transcript', data: entry })
    if (isFinished(call.status)) bye(watcher)
  }

  function tell(watcher: WebSocket, message: LiveMessage): void {
    watcher.send(JSON.stringify(liveMessageSchema.parse(message)))
  }

  function tellAll(call_id: string, message: LiveMessage): void {
    for (const [watcher, watched] of watchers) if (watched === call_id) tell(watcher, message)
  }

  function bye(watcher: WebSocket): void {
    tell(watcher, { type: 'bye', data: { code: 1000 } })
    watcher.close(1000, 'the call ended')
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    let text = ''
    for await (const part of request) text += part
    const idempotency_key = request.headers['idempotency-key']
    asked.push({ method: request.method ?? '', path: url.pathname + url.search, idempotency_key: typeof idempotency_key === 'string' ? idempotency_key : null })
    if (away) return send(response, 503, 'text/plain', 'the Worker is away')
    const body: Record<string, unknown> = text ? JSON.parse(text) : {}
    const [status, value] = route(`${request.method} ${url.pathname}`, url.searchParams, body)
    send(response, status, status < 400 ? 'application/json' : 'application/problem+json', JSON.stringify(value))
  }

  function route(what: string, query: URLSearchParams, body: Record<string, unknown>): [status: number, body: unknown] {
    const id = what.split('/')[3] ?? ''
    const has = (name: string, value: string | null) => !query.has(name) || query.get(name) === value
    if (what === 'GET /api/calls') {
      const match = world.calls.filter((call) => has('status', call.status) && has('pack', call.pack) && has('customer_id', call.customer_id))
      const found = match.toSorted((a, b) => b.created_at.localeCompare(a.created_at))
      return page(found, query)
    }
    if (/^GET \/api\/calls\/\w+$/.test(what)) return found(world.calls.find((call) => call.id === id))
    if (what === 'POST /api/tickets') {
      const ticket = `tick-${++n}`
      tickets.add(ticket)
      return [201, { ticket, expires_at: new Date(Date.now() + 60_000).toISOString() }]
    }
    if (what === 'POST /api/calls/start') return start(String(body.customer_id), body.account_id)
    if (what.endsWith('/note')) {
      world.calls.find((call) => call.id === id)?.notes.push({ at: new Date().toISOString(), by: 'dev', text: String(body.text) })
      return [201, {}]
    }
    if (what === 'GET /api/customers') {
      const q = query.get('q')?.toLowerCase() ?? ''
      return page(
        world.customers.filter((customer) => customer.name.toLowerCase().includes(q) || customer.phone.includes(q)),
        query,
      )
    }
    if (/^GET \/api\/customers\/\w+$/.test(what)) return found(world.customers.find((customer) => customer.id === id))
    if (what === 'GET /api/follow-ups') {
      return page(
        world.followUps.filter((one) => has('status', one.status) && has('customer_id', one.customer_id)),
        query,
      )
    }
    if (what === 'GET /api/promises') {
      return page(
        world.calls.flatMap((call) => call.promises).filter((one) => has('customer_id', one.customer_id)),
        query,
      )
    }
    return problem(404, 'not-found', 'There is nothing here that you may see')
  }

  function found(value: unknown): [number, unknown] {
    return value ? [200, value] : problem(404, 'not-found', 'There is nothing here that you may see')
  }

  function page(items: readonly unknown[], query: URLSearchParams): [number, unknown] {
    const from = Number(query.get('cursor') ?? 0)
    const next = from + 50
    return [200, { items: items.slice(from, next), next_cursor: next < items.length ? String(next) : null }]
  }

  /** Devon is asleep, Priya is on the line, Sam has two accounts, and the provider does not like Rosa. Everybody else is called. */
  function start(customer_id: string, account_id: unknown): [number, unknown] {
    const customer = world.customers.find((one) => one.id === customer_id)
    if (!customer) return problem(404, 'not-found', 'There is nothing here that you may see')
    const given = customer.name.split(' ')[0]
    if (given === 'Devon')
      return problem(423, 'dial-deferred', 'This person may not be called now', { receipt: receiptOfRefusal, not_before: receiptOfRefusal.not_before })
    if (given === 'Priya')
      return problem(409, 'call-already-live', 'A call to this person is live', { call_id: world.calls.find((call) => call.customer_id === customer.id)?.id })
    if (given === 'Sam' && !account_id)
      return problem(422, 'invalid-request', 'The request does not have the shape that is asked for', { errors: [{ path: 'account_id', message: 'name one' }] })
    if (given === 'Rosa') return problem(502, 'provider-error', 'The voice provider refused')
    const call = liveCall(500 + ++n, customer, { status: 'dialing', answered_at: null })
    world.calls.push(call)
    return [201, startedCallSchema.parse({ call_id: call.id, conversation_id: call.conversation_id, status: call.status, receipt: null })]
  }

  function problem(status: number, slug: string, title: string, facts: Record<string, unknown> = {}): [number, unknown] {
    return [status, { type: `/problems/${slug}`, title, status, request_id: `req-${++n}`, ...facts }]
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake API has no port')

  return {
    url: `http://127.0.0.1:${address.port}`,
    world,
    asked,
    resumes,
    /** One more line of a live call, told to everybody who watches. */
    say(call_id: string, speaker: Speaker, text: string) {
      const call = callOf(world, call_id)
      const entry = sampleEntry(call.transcript.length + 1, speaker, text)
      call.transcript.push(entry)
      tellAll(call_id, { type: 'transcript', data: entry })
    },
    /** The same entry again, as a retrying writer would have it. */
    repeat(call_id: string, seq: number) {
      const entry = callOf(world, call_id).transcript[seq - 1]
      if (entry) tellAll(call_id, { type: 'transcript', data: entry })
    },
    /** The call is over and read, as `after` says it was. */
    finish(call_id: string, after: Partial<CallView>) {
      const call = Object.assign(callOf(world, call_id), after, { status: 'completed', analysis_status: 'done' })
      tellAll(call_id, { type: 'status', data: { status: call.status, at: new Date().toISOString() } })
      if (call.analysis_result) tellAll(call_id, { type: 'analysis', data: call.analysis_result })
      for (const [watcher, watched] of watchers) if (watched === call_id) bye(watcher)
    },
    /** Cuts every socket without a word, as a dying Worker does. */
    cutSockets() {
      for (const watcher of watchers.keys()) watcher.terminate()
      watchers.clear()
    },
    goAway() {
      away = true
      this.cutSockets()
    },
    comeBack() {
      away = false
    },
    watchers: () => watchers.size,
    async stop() {
      this.cutSockets()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function callOf(world: World, call_id: string): CallView {
  const call = world.calls.find((one) => one.id === call_id)
  if (!call) throw new Error(`no such call: ${call_id}`)
  return call
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, ...pagesHeaders() }).end(body)
}

/** The headers that Pages puts on every file, from the file that Pages reads. */
function pagesHeaders(): Record<string, string> {
  const lines = readFileSync(join(files, '_headers'), 'utf8').split('\n\n')[0]?.split('\n').slice(1) ?? []
  return Object.fromEntries(
    lines
      .filter((line) => !line.includes('Strict-Transport'))
      .map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]),
  )
}

/** An address without a file is the app's own. */
function serveFile(response: ServerResponse, path: string): void {
  const name = extname(path) ? path : '/index.html'
  try {
    send(response, 200, mime[extname(name)] ?? 'application/octet-stream', readFileSync(join(files, name)))
  } catch {
    send(response, 404, 'text/plain', 'no such file')
  }
}
