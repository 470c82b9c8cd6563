import { afterEach, describe, expect, test } from 'vitest'
import { type ReplyPart, streamReply } from '../../src/intelligence/reply.ts'
import { chunk, type ModelAnswerStub, type ModelServer, modelServer } from './model-server.ts'

const servers: ModelServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function reply(...answers: ModelAnswerStub[]) {
  const server = await modelServer(...answers)
  servers.push(server)
  const parts: ReplyPart[] = []
  const started = performance.now()
  for await (const part of streamReply(server.config, { messages: [{ role: 'user', content: 'Hello?' }], tools: [], signal: new AbortController().signal }))
    parts.push(part)
  return {
    words: parts.flatMap((part) => (part.kind === 'words' ? [part.text] : [])).join(''),
    models: parts.flatMap((part) => (part.kind === 'model' ? [part.model] : [])),
    failed: parts.find((part) => part.kind === 'failed'),
    tools: parts.flatMap((part) => (part.kind === 'tool_call' ? [part.call] : [])),
    calls: parts.flatMap((part) => (part.kind === 'usage' ? [part.call] : [])),
    seconds: (performance.now() - started) / 1000,
  }
}

const whole: ModelAnswerStub = {
  events: [
    ': OPENROUTER PROCESSING',
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Hello ' }),
    chunk({ content: 'there.' }),
    chunk({}, 'stop'),
    chunk({}, null, { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, cost: 0.00001 } }),
    'data: [DONE]',
  ],
}

describe('a reply', () => {
  test('comes word by word from the first model, with its price', async () => {
    const { words, models, failed, calls } = await reply(whole)
    expect([words, models, failed]).toEqual(['Hello there.', ['qwen/qwen3-30b-a3b'], undefined])
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({ task: 'conversation', prompt_tokens: 9, completion_tokens: 2, cost_usd: 0.00001, response: 'Hello there.', error: null })
    expect(calls[0]?.first_token_ms).toBeGreaterThanOrEqual(0)
  })

  test('brings a tool call whole, though it came in pieces', async () => {
    const piece = (part: Record<string, unknown>) => chunk({ tool_calls: [{ index: 0, ...part }] })
    const { tools } = await reply({
      events: [
        piece({ id: 'call_1', type: 'function', function: { name: 'end_call', arguments: '' } }),
        piece({ function: { arguments: '{"reason":' } }),
        piece({ function: { arguments: '"done"}' } }),
        chunk({}, 'tool_calls'),
      ],
    })
    expect(tools).toEqual([{ id: 'call_1', name: 'end_call', arguments: '{"reason":"done"}' }])
  })

  test.each<[string, ModelAnswerStub]>([
    ['status 500', { status: 500, body: { error: { code: 500, message: 'x' } } }],
    ['status 429', { status: 429, body: { error: { code: 429, message: 'x' } } }],
    ['a cut connection', 'cut'],
    ['a body that is no stream', { body: '<html>' }],
    ['a stream that ends without a word', { events: [chunk({ role: 'assistant', content: '' })], after: 'cut' }],
    ['an empty answer', { events: [chunk({}, 'stop'), 'data: [DONE]'] }],
    ['an error before the first word', { events: [`data: ${JSON.stringify({ error: { code: 502, message: 'x' }, choices: [] })}`] }],
  ])('comes from the next model when the first one gives %s', async (_, answer) => {
    const { words, models, calls, failed } = await reply(answer, whole)
    expect([words, models, failed]).toEqual(['Hello there.', ['qwen/qwen3-30b-a3b', 'openai/gpt-4o'], undefined])
    expect(calls.map((call) => call.error === null)).toEqual([false, true])
  })

  test('fails while a caller still waits patiently when both models are silent', async () => {
    const { words, failed, seconds } = await reply('silence')
    expect(words).toBe('')
    expect(failed).toMatchObject({ failure: { kind: 'timeout' }, spoken: false })
    expect(seconds).toBeLessThan(6)
  }, 10_000)

  test('without credit fails at once: another model would cost too', async () => {
    const { models, failed } = await reply({ status: 402, body: { error: { code: 402, message: 'x' } } })
    expect(models).toEqual(['qwen/qwen3-30b-a3b'])
    expect(failed).toMatchObject({ failure: { kind: 'no_credit' }, spoken: false })
  })

  test.each<[string, 'cut' | 'silence' | 'end', string]>([
    ['breaks off', 'cut', 'unreachable'],
    ['ends without a finish reason', 'end', 'broken_off'],
    ['falls silent', 'silence', 'timeout'],
  ])(
    'that %s after a word is failed as it stands, and never begun again in other words',
    async (_, after, kind) => {
      const { words, models, failed } = await reply({ events: [chunk({ content: 'Let me ' }), chunk({ content: 'see' })], after }, whole)
      expect([words, models.length]).toEqual(['Let me see', 1])
      expect(failed).toMatchObject({ failure: { kind }, spoken: true })
    },
    10_000,
  )

  test('asks nobody without a key', async () => {
    const server = await modelServer(whole)
    servers.push(server)
    const { OPENROUTER_API_KEY: _key, ...config } = server.config
    const parts: ReplyPart[] = []
    for await (const part of streamReply(config, { messages: [], tools: [], signal: new AbortController().signal })) parts.push(part)
    expect(parts.map((part) => part.kind)).toEqual(['failed'])
    expect(server.requests).toHaveLength(0)
  })
})

describe('a caller who hangs up', () => {
  test('ends the request to the model too', async () => {
    const server = await modelServer({ events: [chunk({ content: 'Part one.' })], after: 'silence' })
    servers.push(server)
    const hangUp = new AbortController()
    const kinds: string[] = []
    for await (const part of streamReply(server.config, { messages: [], tools: [], signal: hangUp.signal })) {
      kinds.push(part.kind)
      if (part.kind === 'words') hangUp.abort()
    }
    expect(kinds).toEqual(['model', 'words', 'usage', 'failed'])
    await expect.poll(() => server.requests[0]?.aborted).toBe(true)
    expect(server.requests).toHaveLength(1)
  })

  test('also when nobody listens to the reply any more', async () => {
    const server = await modelServer({ events: [chunk({ content: 'Part one.' })], after: 'silence' })
    servers.push(server)
    for await (const part of streamReply(server.config, { messages: [], tools: [], signal: new AbortController().signal })) if (part.kind === 'words') break
    await expect.poll(() => server.requests[0]?.aborted).toBe(true)
  })
})
