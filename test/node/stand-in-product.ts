// The smallest product an emulator can call: a custom LLM that answers from a list, and a door for webhooks that keeps what came in.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Received = { path: string; authorization: string | undefined; signature: string; text: string; at: number }

/** How one request to the custom LLM is answered. */
export type LlmAnswer =
  | { kind: 'words'; text: string }
  | { kind: 'end_call'; text: string; farewell: string }
  | { kind: 'tool'; name: string; args: Record<string, unknown> }
  | { kind: 'status'; status: number }
  | { kind: 'raw'; text: string }
  | { kind: 'cut' }

/**
 * @param answers in order, the last one again and again
 * @param webhookStatuses in order, 200 after the last
 */
export async function standInProduct(answers: readonly LlmAnswer[], webhookStatuses: readonly number[] = []) {
  const llm: Received[] = []
  const webhooks: Received[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const received = {
      path: request.url ?? '',
      authorization: request.headers.authorization,
      signature: String(request.headers['elevenlabs-signature'] ?? ''),
      text: Buffer.concat(parts).toString('utf8'),
      at: Date.now(),
    }
    if (received.path === '/v1/chat/completions') {
      llm.push(received)
      const answer = answers[Math.min(llm.length, answers.length) - 1]
      if (answer) reply(response, answer)
    } else {
      webhooks.push(received)
      response.writeHead(webhookStatuses[webhooks.length - 1] ?? 200).end('{}')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    llm,
    webhooks,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function reply(response: ServerResponse, answer: LlmAnswer): void {
  if (answer.kind === 'status') {
    response.writeHead(answer.status).end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  switch (answer.kind) {
    case 'words':
      response.write(': a comment before the first words\n\n')
      for (const word of answer.text.split(/(?<= )/)) response.write(chunk({ content: word }))
      break
    case 'end_call':
      response.write(chunk({ content: answer.text }))
      response.write(toolChunk('end_call', { reason: 'settled', message: answer.farewell }))
      break
    case 'tool':
      response.write(toolChunk(answer.name, answer.args))
      break
    case 'raw':
      response.end(answer.text)
      return
    case 'cut':
      response.write(chunk({ content: 'This sentence will nev' }), () => response.destroy())
      return
  }
  response.end('data: [DONE]\n\n')
}

function toolChunk(name: string, args: Record<string, unknown>): string {
  return chunk({ content: null, tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name, arguments: JSON.stringify(args) } }] })
}

function chunk(delta: Record<string, unknown>): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`
}
