// A voice provider for the journeys: every request that leaves the Worker lands here, in the test runner's own process.
// Scripted by requests to /__script, so that a test inside workerd can say what happens next.

type Script = { match: string; answer: 'lost' | 'server_error' | 'refused' | 'rate_limited' }
type Conversation = Record<string, unknown> & { conversation_id: string; user_id: string | null; agent_id: string }

const conversations = new Map<string, Conversation>()
const dials: { to_number: string; conversation_id: string; body: unknown }[] = []
let scripts: Script[] = []
let made = 0

export async function fakeProvider(request: Request): Promise<Response> {
  const url = new URL(request.url)
  const body: unknown = request.method === 'POST' ? await request.json() : null
  if (url.pathname === '/__script') {
    scripts.push(body as Script)
    return Response.json({})
  }
  if (url.pathname === '/__dials') return Response.json(dials.filter((dial) => dial.to_number === url.searchParams.get('to')))
  if (url.pathname === '/__conversation') {
    const given = body as Conversation
    conversations.set(given.conversation_id, { ...conversations.get(given.conversation_id), ...given })
    return Response.json({})
  }
  if (url.pathname.endsWith('/twilio/outbound-call')) return dial(body as DialBody)
  if (url.pathname === '/v1/convai/conversations') return list(url)
  if (url.pathname === '/v1/convai/conversation/get-signed-url') return Response.json({ signed_url: `wss://provider.test/v1/convai/conversation?conversation_id=conv_web_${made++}` })
  if (url.pathname === '/v1/convai/conversation/token') return Response.json({ token: 'token', conversation_id: `conv_web_${made++}` })
  const conversation = conversations.get(url.pathname.split('/').at(-1) ?? '')
  return conversation ? Response.json(conversation) : Response.json({ detail: { status: 'conversation_not_found', message: 'none' } }, { status: 404 })
}

type DialBody = { to_number: string; agent_id: string; conversation_initiation_client_data: { user_id: string; dynamic_variables: Record<string, unknown> } }

function dial(body: DialBody): Response {
  const script = scripts.find((one) => one.match === body.to_number)
  scripts = scripts.filter((one) => one !== script)
  if (script?.answer === 'refused') return Response.json({ success: false, message: 'blocked', conversation_id: null, callSid: null })
  if (script?.answer === 'rate_limited') return Response.json({ detail: { status: 'too_many_concurrent_requests', message: 'busy' } }, { status: 429 })
  const conversation_id = `conv_fake_${++made}_${body.to_number.slice(1)}`
  const { user_id, dynamic_variables } = body.conversation_initiation_client_data
  conversations.set(conversation_id, {
    ...conversationOf({ conversation_id, agent_id: body.agent_id, turns: [], seconds: 0, status: 'in-progress', dynamic_variables }),
    user_id,
  })
  dials.push({ to_number: body.to_number, conversation_id, body })
  if (script?.answer === 'lost' || script?.answer === 'server_error') return Response.json({ detail: { status: 'internal_error', message: 'x' } }, { status: 500 })
  return Response.json({ success: true, message: 'Success', conversation_id, callSid: 'CA1' })
}

function list(url: URL): Response {
  const wanted = [...conversations.values()].filter((one) => !url.searchParams.get('user_id') || one.user_id === url.searchParams.get('user_id'))
  const rows = wanted.map((one) => ({
    agent_id: one.agent_id, conversation_id: one.conversation_id, start_time_unix_secs: 1, call_duration_secs: 0, message_count: 0, status: one['status'],
    call_successful: 'unknown', user_id: one.user_id,
  }))
  return Response.json({ conversations: rows, has_more: false, next_cursor: null })
}

/** A conversation as the provider keeps it. @param turns speaker and text, six seconds apart */
export function conversationOf(given: {
  conversation_id: string
  agent_id: string
  turns: readonly (readonly ['agent' | 'customer', string])[]
  seconds?: number
  status?: string
  dynamic_variables?: Record<string, unknown>
  started?: number
}): Conversation {
  return {
    agent_id: given.agent_id, conversation_id: given.conversation_id, status: given.status ?? 'done', user_id: null,
    transcript: given.turns.map(([speaker, message], i) => ({
      role: speaker === 'agent' ? 'agent' : 'user', message, time_in_call_secs: i * 6, tool_calls: [], tool_results: [], interrupted: false,
    })),
    metadata: {
      start_time_unix_secs: given.started ?? Math.floor(Date.now() / 1000) - 120, accepted_time_unix_secs: null, call_duration_secs: given.seconds ?? given.turns.length * 6,
      cost: 100, termination_reason: 'Call ended by remote party', error: null, phone_call: null, features_usage: {},
    },
    analysis: null,
    conversation_initiation_client_data: { dynamic_variables: given.dynamic_variables ?? {} },
    has_audio: false, has_user_audio: false, has_response_audio: false, has_auxiliary_audio: false,
  }
}
