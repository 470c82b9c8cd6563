// The HTTP side: reads requests, finds their route, plays the faults that were asked for, writes JSON answers.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Exchange } from '../exchange.ts'
import type { RequestAction } from '../faults.ts'
import { type Answer, faultAnswer, internalError, methodUnknown, pathUnknown } from './answers.ts'

/** `params` are what the route's path captures. */
export type Inbound = { path: string; query: URLSearchParams; headers: IncomingHttpHeaders; text: string; params: readonly string[] }
export type Route = { method: string; path: RegExp; answer: (inbound: Inbound) => Answer }

export function createHttpServer(routes: readonly Route[], exchange: Exchange): Server {
  return createServer((request, response) => {
    respond(request, response, routes, exchange).catch((error) => {
      // A client that left, or a reset while it was kept waiting: there is nobody to answer.
      if (!response.destroyed && error.name !== 'AbortError') console.error('request failed', error)
      response.destroy()
    })
  })
}

async function respond(request: IncomingMessage, response: ServerResponse, routes: readonly Route[], exchange: Exchange): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://emulator')
  const text = await textOf(request)
  const answer = () => answerTo(request, { path: url.pathname, query: url.searchParams, headers: request.headers, text }, routes)
  // Control routes are how faults are cleared, so they have none.
  const fault = url.pathname.startsWith('/v1/') ? exchange.faults.takeForRequest(url.pathname, text) : undefined
  const played = fault ? await play(fault, answer, exchange) : answer()
  if (played === 'hang') return
  if (played === 'close') {
    response.destroy()
    return
  }
  const headers = { 'content-type': 'application/json', 'x-request-id': randomUUID().replaceAll('-', '') }
  response.writeHead(played.status, headers).end(JSON.stringify(played.body))
}

async function play(fault: RequestAction, answer: () => Answer, exchange: Exchange): Promise<Answer | 'hang' | 'close'> {
  switch (fault.do) {
    case 'close':
      return 'close'
    case 'lose_answer':
      answer()
      return 'close'
    case 'hang':
      if (fault.register) answer()
      return 'hang'
    case 'refuse':
    case 'unsuccessful':
      if (fault.do === 'refuse' && fault.register) answer()
      return faultAnswer(fault)
    case 'delay':
      await exchange.clock.wait(fault.ms, exchange.signal)
      return answer()
    case 'answer_late': {
      const late = answer()
      await exchange.clock.wait(fault.ms, exchange.signal)
      return late
    }
  }
}

function answerTo(request: IncomingMessage, inbound: Omit<Inbound, 'params'>, routes: readonly Route[]): Answer {
  const atPath = routes.flatMap((route) => {
    const match = route.path.exec(inbound.path)
    return match ? [{ route, params: match.slice(1) }] : []
  })
  const found = atPath.find(({ route }) => route.method === request.method)
  if (!found) return atPath.length > 0 ? methodUnknown : pathUnknown
  try {
    return found.route.answer({ ...inbound, params: found.params })
  } catch (error) {
    console.error(`${request.method} ${inbound.path} broke`, error)
    return internalError()
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
