// What we may conclude from each way in which the provider can answer. The provider is a stand-in for `fetch`.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { dial, fetchConversation, findConversationByUser, webSession } from '../../src/voice/elevenlabs.ts'

const config = configOf({
  ENVIRONMENT: 'local',
  ELEVENLABS_BASE_URL: 'http://provider.test',
  ELEVENLABS_API_KEY: 'xi-secret',
  ELEVENLABS_PHONE_NUMBER_ID: 'phnum_1',
})
const call_id = 'call_01ARZ3NDEKTSV4RRFFQ69G5FAV'
const order = {
  agent_id: 'agent_1',
  to_number: '+15550100142',
  call_id,
  prompt: 'You are Nora.',
  first_message: 'Hello.',
  dynamic_variables: { customer_name: 'Dana', days_overdue: 12 },
  custom_llm_extra_body: { call_token: 'ct1.x' },
}

type Request = { url: URL; method: string; headers: Headers; body: unknown }
/** Each request takes the next answer; the last one answers all that follow. */
function provider(...answers: ((request: Request) => Response | Promise<Response>)[]): Request[] {
  const requests: Request[] = []
  vi.stubGlobal('fetch', async (input: string | URL, init: RequestInit = {}) => {
    const given = new Headers(init.headers instanceof Headers ? [...init.headers.entries()] : init.headers)
    const request = {
      url: new URL(String(input)),
      method: init.method ?? 'GET',
      headers: given,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
    }
    const answer = answers[Math.min(requests.length, answers.length - 1)]
    requests.push(request)
    if (!answer) throw new Error('nothing to answer')
    return await Promise.race([answer(request), aborted(init.signal)])
  })
  return requests
}
const aborted = (signal: AbortSignal | null | undefined) => new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    Response.json(value, { status, headers })
const leak = { detail: { status: 'scripted', message: 'secret-upstream-detail' } }

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a dial', () => {
  test('sends the call id by every way it can come back, the words, and nothing to a second address', async () => {
    const requests = provider(json({ success: true, message: 'Success', conversation_id: 'conv_1', callSid: 'CA1' }))
    expect(await dial(config, order)).toEqual({ kind: 'accepted', conversation_id: 'conv_1', call_sid: 'CA1' })
    expect(requests.map((request) => [request.method, request.url.href, request.headers.get('xi-api-key')])).toEqual([
      ['POST', 'http://provider.test/v1/convai/twilio/outbound-call', 'xi-secret'],
    ])
    expect(requests[0]?.body).toEqual({
      agent_id: 'agent_1',
      agent_phone_number_id: 'phnum_1',
      to_number: '+15550100142',
      conversation_initiation_client_data: {
        user_id: call_id,
        dynamic_variables: { customer_name: 'Dana', days_overdue: 12, call_id },
        custom_llm_extra_body: { call_token: 'ct1.x' },
        conversation_config_override: { agent: { prompt: { prompt: 'You are Nora.' }, first_message: 'Hello.' } },
      },
    })
  }, 30_000)

  test('speaks the language that it was told', async () => {
    const requests = provider(json({ success: true, message: 'Success', conversation_id: 'conv_1', callSid: null }))
    expect(await dial(config, { ...order, language: 'es' })).toEqual({ kind: 'accepted', conversation_id: 'conv_1', call_sid: null })
    expect(requests[0]?.body).toMatchObject({ conversation_initiation_client_data: { conversation_config_override: { agent: { language: 'es' } } } })
  })

  test.each([400, 401, 402, 403, 404, 409, 422])('answered %i is refused: nothing rings', async (status) => {
    const requests = provider(json(leak, status))
    expect(await dial(config, order)).toEqual({ kind: 'refused', reason: 'provider_refused', status, retry_after_seconds: null })
    expect(requests).toHaveLength(1)
  })

  test('answered 429 is refused for its rate, with the wait that was asked for', async () => {
    const requests = provider(json(leak, 429, { 'retry-after': '7' }))
    expect(await dial(config, order)).toEqual({ kind: 'refused', reason: 'rate_limited', status: 429, retry_after_seconds: 7 })
    provider(json(leak, 429))
    expect(await dial(config, order)).toMatchObject({ reason: 'rate_limited', retry_after_seconds: null })
    expect(requests).toHaveLength(1)
  })

  test('answered 200 with success: false is refused', async () => {
    provider(json({ success: false, message: 'Number blocked', conversation_id: null, callSid: null }))
    expect(await dial(config, order)).toEqual({ kind: 'refused', reason: 'provider_refused', status: 200, retry_after_seconds: null })
  })

  test.each([408, 500, 502, 503])('answered %i may be ringing: unconfirmed, and asked exactly once', async (status) => {
    const requests = provider(json(leak, status))
    expect(await dial(config, order)).toEqual({ kind: 'unconfirmed', reason: `http_${status}` })
    expect(requests).toHaveLength(1)
  })

  test.each([
    ['a web page', () => new Response('<html>gateway</html>')],
    ['nothing', () => new Response('')],
    ['a redirect', () => new Response(null, { status: 304 })],
    ['JSON of another shape', json({ ok: 1 })],
    ['success without a conversation', json({ success: true, message: 'Success', conversation_id: null, callSid: null })],
  ])('answered with %s may be ringing', async (_, answer) => {
    const requests = provider(answer)
    expect(await dial(config, order)).toEqual({ kind: 'unconfirmed', reason: 'unreadable' })
    expect(requests).toHaveLength(1)
  })

  test('whose connection was cut may be ringing', async () => {
    const requests = provider(() => Promise.reject(new TypeError('network connection lost')))
    expect(await dial(config, order)).toEqual({ kind: 'unconfirmed', reason: 'network' })
    expect(requests).toHaveLength(1)
  })

  test('that is never answered may be ringing, and does not wait for ever', async () => {
    const late = new AbortController()
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal)
    const requests = provider(() => {
      queueMicrotask(() => late.abort(new DOMException('late', 'TimeoutError')))
      return new Promise<Response>(() => undefined)
    })
    expect(await dial(config, order)).toEqual({ kind: 'unconfirmed', reason: 'timeout' })
    expect(requests).toHaveLength(1)
  })
})

const conversation = {
  conversation_id: 'conv_1',
  agent_id: 'agent_1',
  status: 'in-progress',
  user_id: call_id,
  transcript: [{ role: 'agent', message: 'Hello.', time_in_call_secs: 0 }],
  metadata: { start_time_unix_secs: 1_795_017_850, call_duration_secs: 0 },
}

describe('a conversation asked for', () => {
  test('is read in the same words as its webhook, though it lacks most of what the provider promises', async () => {
    const requests = provider(json(conversation))
    expect(await fetchConversation(config, 'conv_1/../x')).toMatchObject({
      kind: 'found',
      record: { status: 'in-progress', user_id: call_id, turns: [{ key: 'conv_1:0', text: 'Hello.' }] },
    })
    expect([requests[0]?.url.href, requests[0]?.headers.get('xi-api-key')]).toEqual([
      'http://provider.test/v1/convai/conversations/conv_1%2F..%2Fx',
      'xi-secret',
    ])
  })

  test('in a state that we do not know is not taken for finished', async () => {
    provider(json({ ...conversation, status: 'archived' }))
    expect(await fetchConversation(config, 'conv_1')).toMatchObject({ record: { status: 'processing' } })
  })

  test('is unknown only where the provider says 404; every other failure leaves the question open', async () => {
    provider(json(leak, 404))
    expect(await fetchConversation(config, 'conv_1')).toEqual({ kind: 'unknown' })
    provider(json(leak, 500))
    expect(await fetchConversation(config, 'conv_1')).toEqual({ kind: 'unavailable', reason: 'http_500' })
    provider(() => new Response('<html>'))
    expect(await fetchConversation(config, 'conv_1')).toEqual({ kind: 'unavailable', reason: 'unreadable' })
    provider(json({ conversation_id: 7 }))
    expect(await fetchConversation(config, 'conv_1')).toEqual({ kind: 'unavailable', reason: 'unreadable' })
    provider(() => Promise.reject(new TypeError('cut')))
    expect(await fetchConversation(config, 'conv_1')).toEqual({ kind: 'unavailable', reason: 'network' })
  })
})

describe('a lost dial', () => {
  const sought = { call_id, agent_id: 'agent_1', since: '2026-11-23T12:00:00.000Z' }
  const page = (conversations: object[], next_cursor: string | null = null) => json({ conversations, next_cursor, has_more: next_cursor !== null })

  test('is looked for by call id, agent and time, a little before ours, through every page', async () => {
    const requests = provider(page([], 'c2'), page([{ conversation_id: 'conv_2' }]))
    expect(await findConversationByUser(config, sought)).toEqual({ kind: 'found', conversation_id: 'conv_2' })
    expect(requests.map((request) => Object.fromEntries(request.url.searchParams))).toEqual([
      { user_id: call_id, agent_id: 'agent_1', call_start_after_unix: '1795434900', page_size: '100' },
      { user_id: call_id, agent_id: 'agent_1', call_start_after_unix: '1795434900', page_size: '100', cursor: 'c2' },
    ])
  })

  test('is never taken for a conversation that says it is another call’s', async () => {
    provider(page([{ conversation_id: 'conv_9', user_id: 'call_of_another' }], 'c2'), page([{ conversation_id: 'conv_2', user_id: call_id }]))
    expect(await findConversationByUser(config, sought)).toEqual({ kind: 'found', conversation_id: 'conv_2' })
  })

  test('is absent only when the whole list was read', async () => {
    provider(page([], 'c2'), page([]))
    expect(await findConversationByUser(config, sought)).toEqual({ kind: 'none' })
    provider(page([], 'c2'), json(leak, 503))
    expect(await findConversationByUser(config, sought)).toEqual({ kind: 'unavailable', reason: 'http_503' })
    provider(page([], 'round and round'))
    expect(await findConversationByUser(config, sought)).toEqual({ kind: 'unavailable', reason: 'unreadable' })
  })
})

describe('a web call', () => {
  const byPath = (token: () => Response) => (request: Request) =>
    request.url.pathname.endsWith('/token')
      ? token()
      : Response.json({ signed_url: `ws://provider.test/v1/convai/conversation?agent_id=agent_1&conversation_id=conv_5` })

  test('gets an address, a token and the conversation of the address', async () => {
    provider(byPath(() => Response.json({ token: 'jwt', conversation_id: 'conv_6' })))
    const signed_url = 'ws://provider.test/v1/convai/conversation?agent_id=agent_1&conversation_id=conv_5'
    expect(await webSession(config, 'agent_1')).toEqual({ kind: 'ready', signed_url, conversation_token: 'jwt', conversation_id: 'conv_5' })
  })

  test('does without the token when only that is refused', async () => {
    provider(byPath(() => Response.json(leak, { status: 403 })))
    expect(await webSession(config, 'agent_1')).toMatchObject({ kind: 'ready', conversation_token: null })
  })

  test('is refused or unavailable as the provider is', async () => {
    provider(json(leak, 404))
    expect(await webSession(config, 'agent_1')).toEqual({ kind: 'refused', status: 404 })
    provider(json(leak, 500))
    expect(await webSession(config, 'agent_1')).toEqual({ kind: 'unavailable', reason: 'http_500' })
  })
})
