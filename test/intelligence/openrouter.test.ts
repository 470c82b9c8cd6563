import { afterEach, describe, expect, test } from 'vitest'
import { complete } from '../../src/intelligence/openrouter.ts'
import { completion, type ModelAnswerStub, type ModelServer, modelServer } from './model-server.ts'

const servers: ModelServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function ask(...answers: ModelAnswerStub[]) {
  const server = await modelServer(...answers)
  servers.push(server)
  const asked = await complete(server.config, 'analysis', [{ role: 'user', content: 'Read this.' }], { name: 'reading', schema: { type: 'object' } })
  return { ...asked, requests: server.requests }
}
const error = (code: number, error_type?: string) => ({ error: { code, message: 'upstream secret', metadata: error_type ? { error_type } : undefined } })

describe('a request to a model', () => {
  test('never lets anybody keep what was said, takes no answer without the schema, and names the fallbacks', async () => {
    const { requests } = await ask(completion('{}'))
    expect(requests[0]?.body).toMatchObject({
      provider: { data_collection: 'deny', require_parameters: true },
      models: ['openai/gpt-5.1', 'openai/gpt-oss-120b', 'google/gemini-2.5-pro', 'anthropic/claude-sonnet-4.6'],
      response_format: { type: 'json_schema', json_schema: { name: 'reading', strict: true } },
    })
  })

  test('that is answered is logged with the model that answered, its tokens and its price', async () => {
    const { result, call } = await ask(completion('{"a":1}'))
    expect(result).toEqual({ ok: true, value: { text: '{"a":1}', model: 'openai/gpt-oss-120b' } })
    expect(call).toMatchObject({
      task: 'analysis',
      model_asked: 'openai/gpt-5.1',
      model_answered: 'openai/gpt-oss-120b',
      prompt_tokens: 300,
      completion_tokens: 80,
      cost_usd: 0.0004,
      error: null,
    })
  })

  test.each<[string, ModelAnswerStub, string]>([
    ['an error inside status 200', { body: { id: 'gen-1', ...error(502, 'provider_unavailable') } }, 'unavailable'],
    ['an error inside the choice', completion(null, { finish_reason: 'error', error: error(504).error, message: null }), 'timeout'],
    ['a cut answer', completion('{"a":', { finish_reason: 'length' }), 'truncated'],
    ['a refusal', completion(null, { message: { role: 'assistant', content: null, refusal: 'I cannot.' } }), 'refused'],
    ['a filtered answer', completion('', { finish_reason: 'content_filter' }), 'refused'],
    ['an empty answer', completion('  '), 'empty'],
    ['no choices', { body: { id: 'gen-1', choices: [] } }, 'malformed'],
    ['a body that is no JSON', { body: '<html>upstream secret</html>' }, 'malformed'],
    ['status 400', { status: 400, body: error(400, 'invalid_request') }, 'invalid_request'],
    ['a refusal with status 400', { status: 400, body: error(400, 'content_policy_violation') }, 'refused'],
    ['status 401', { status: 401, body: error(401) }, 'unauthenticated'],
    ['status 402', { status: 402, body: error(402) }, 'no_credit'],
    ['status 403', { status: 403, body: error(403) }, 'forbidden'],
    ['status 404', { status: 404, body: error(404) }, 'not_found'],
    ['status 408', { status: 408, body: error(408) }, 'timeout'],
    ['status 429', { status: 429, headers: { 'retry-after': '7' }, body: error(429) }, 'rate_limited'],
    ['status 500', { status: 500, body: error(500) }, 'unavailable'],
    ['status 503 without JSON', { status: 503, body: 'upstream secret' }, 'unavailable'],
    ['status 504', { status: 504, body: error(504) }, 'timeout'],
    ['a cut connection', 'cut', 'unreachable'],
  ])('answered with %s fails by name, once, and without the words of the provider', async (_, answer, kind) => {
    const { result, call, requests } = await ask(answer)
    expect(result.ok ? null : result.error.kind).toBe(kind)
    expect(call.error).toContain(kind)
    expect(`${call.error} ${JSON.stringify(result)}`).not.toContain('upstream secret')
    expect(requests).toHaveLength(1)
  })

  test('refused for its rate says how long to wait', async () => {
    const { result } = await ask({ status: 429, headers: { 'retry-after': '7' }, body: error(429, 'rate_limit_exceeded') })
    expect(result).toEqual({ ok: false, error: { kind: 'rate_limited', status: 429, code: 'rate_limit_exceeded', retry_after_seconds: 7 } })
  })
})
