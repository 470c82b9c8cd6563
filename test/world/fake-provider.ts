// A voice provider for the journeys: every request that leaves the Worker lands here, in the test runner's own process.
// A test inside workerd says what happens next, and asks what has happened, by the paths that begin with `/__` (see provider.ts).

type Conversation = Record<string, unknown> & { conversation_id: string; user_id: string | null; status: string }
/** What becomes of the next dial of a number; `held` is answered when the test lets it go. */
export type Script = 'refused' | 'rate_limited' | 'answer_lost' | 'never_placed' | 'held'
export type Dial = { to_number: string; conversation_id: string; call_id: string; call_token: string; prompt: string; first_message: string }

const conversations = new Map<string, Conversation>()
const dials: Dial[] = []
const scripts = new Map<string, Script>()
const held = new Map<string, () => void>()
let made = 0
let numbers = 0

type Body = {
  to_number: string
  agent_id: string
  conversation_initiation_client_data: {
    user_id: string
    dynamic_variables: Record<string, unknown>
    custom_llm_extra_body: { call_token: string }
    conversation_config_override: { agent: { prompt: { prompt: string }; first_message: string } }
  }
}

export async function fakeProvider(request: Request): Promise<Response> {
  const url = new URL(request.url)
  const body: unknown = request.method === 'POST' ? await request.json() : null
  const to = url.searchParams.get('to') ?? ''
  switch (url.pathname) {
    case '/__number':
      // One of its own for everybody in the whole run, in exchange 555, which has no subscribers.
      return Response.json(`+1770555${String(1000 + numbers++)}`)
    case '/__script':
      scripts.set(to, body as Script)
      return Response.json({})
    case '/__release':
      held.get(to)?.()
      return Response.json({})
    case '/__dials':
      return Response.json(dials.filter((dial) => dial.to_number === to))
    case '/__conversation':
      conversations.set((body as Conversation).conversation_id, { ...conversations.get((body as Conversation).conversation_id), ...(body as Conversation) })
      return Response.json({})
    case '/v1/convai/twilio/outbound-call':
      return dial(body as Body)
    case '/v1/convai/conversations':
      return list(url.searchParams)
    case '/v1/convai/conversation/get-signed-url':
      return Response.json({ signed_url: `wss://provider.test/v1/convai/conversation?conversation_id=conv_web_${++made}` })
    case '/v1/convai/conversation/token':
      return Response.json({ token: 'token', conversation_id: `conv_web_${++made}` })
    default: {
      const conversation = conversations.get(url.pathname.split('/').at(-1) ?? '')
      return conversation ? Response.json(conversation) : Response.json({ detail: { status: 'conversation_not_found' } }, { status: 404 })
    }
  }
}

async function dial({ to_number, agent_id, conversation_initiation_client_data: data }: Body): Promise<Response> {
  const script = scripts.get(to_number)
  scripts.delete(to_number)
  const broken = Response.json({ detail: { status: 'internal_error' } }, { status: 500 })
  if (script === 'refused') return Response.json({ success: false, message: 'blocked', conversation_id: null, callSid: null })
  if (script === 'rate_limited') return Response.json({ detail: { status: 'too_many_concurrent_requests' } }, { status: 429 })
  if (script === 'never_placed') return broken
  const conversation_id = `conv_fake_${++made}`
  const { agent } = data.conversation_config_override
  conversations.set(conversation_id, {
    conversation_id,
    agent_id,
    user_id: data.user_id,
    status: 'in-progress',
    transcript: [],
    metadata: { start_time_unix_secs: Math.floor(Date.now() / 1000), call_duration_secs: 0 },
    conversation_initiation_client_data: { dynamic_variables: data.dynamic_variables },
  })
  const { call_token } = data.custom_llm_extra_body
  dials.push({ to_number, conversation_id, call_id: data.user_id, call_token, prompt: agent.prompt.prompt, first_message: agent.first_message })
  if (script === 'answer_lost') return broken
  if (script === 'held') await new Promise<void>((resolve) => held.set(to_number, resolve))
  return Response.json({ success: true, message: 'Success', conversation_id, callSid: 'CA1' })
}

function list(filter: URLSearchParams): Response {
  const wanted = [...conversations.values()].filter((one) => one.user_id === filter.get('user_id'))
  const rows = wanted.map(({ agent_id, conversation_id, status, user_id }) => ({ agent_id, conversation_id, status, user_id, start_time_unix_secs: 1 }))
  return Response.json({ conversations: rows, has_more: false, next_cursor: null })
}
