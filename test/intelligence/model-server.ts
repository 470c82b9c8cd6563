// A stand-in for OpenRouter on a port of its own: answers requests in the order of the answers it was given, and keeps what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Config } from '../../src/config.ts'
import { configOf } from '../../src/config.ts'

export type ModelAnswerStub =
  | { status?: number; headers?: Record<string, string>; body: unknown }
  /** Server-sent events, each written as it stands; then the connection is ended, cut or left open. */
  | { events: string[]; after?: 'end' | 'cut' | 'silence' }
  | 'silence'
  | 'cut'

export type ModelServer = { config: Config; requests: { body: Record<string, unknown>; aborted: boolean }[]; close: () => Promise<void> }

export async function modelServer(...answers: ModelAnswerStub[]): Promise<ModelServer> {
  const requests: ModelServer['requests'] = []
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      const seen = { body: JSON.parse(text), aborted: false }
      requests.push(seen)
      response.on('close', () => {
        seen.aborted = !response.writableFinished
      })
      // The last answer is given again to whoever asks once more.
      give(response, answers[Math.min(requests.length, answers.length) - 1] ?? 'cut')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server without a port')
  return {
    requests,
    config: configOf({ ENVIRONMENT: 'local', OPENROUTER_API_KEY: 'sk-or-test', OPENROUTER_BASE_URL: `http://127.0.0.1:${address.port}/api/v1` }),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}

function give(response: ServerResponse, answer: ModelAnswerStub): void {
  if (answer === 'silence') return
  if (answer === 'cut') return void response.destroy()
  if ('events' in answer) {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of answer.events) response.write(`${event}\n\n`)
    if (answer.after === 'cut') setTimeout(() => response.destroy(), 20)
    else if (answer.after !== 'silence') response.end()
    return
  }
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
  response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
}

/** A completion as OpenRouter gives it. */
export function completion(content: string | null, over: Record<string, unknown> = {}): ModelAnswerStub {
  const choice = { index: 0, finish_reason: 'stop', message: { role: 'assistant', content, refusal: null }, ...over }
  return {
    body: {
      id: 'gen-1',
      object: 'chat.completion',
      model: 'openai/gpt-oss-120b',
      choices: [choice],
      usage: { prompt_tokens: 300, completion_tokens: 80, cost: 0.0004 },
    },
  }
}

/** One event of a stream that carries this delta. */
export function chunk(delta: Record<string, unknown>, finish_reason: string | null = null, over: Record<string, unknown> = {}): string {
  return `data: ${JSON.stringify({ id: 'gen-1', object: 'chat.completion.chunk', model: 'qwen/qwen3-30b-a3b', choices: [{ index: 0, delta, finish_reason }], ...over })}`
}
