// The provider's routes: placing calls, reading conversations, starting web conversations.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Carrier, dialSchema } from '../call/call.ts'
import { live } from '../call/life.ts'
import { conversationOf, summaryOf } from '../call/wire.ts'
import type { Exchange } from '../exchange.ts'
import { type Answer, found, invalid, refusal } from './answers.ts'
import type { Inbound, Route } from './server.ts'

/** Numbers come as text in a query. */
const unixSeconds = z.coerce.number().int().min(0)
const listQuerySchema = z.object({
  user_id: z.string().optional(),
  agent_id: z.string().optional(),
  call_start_after_unix: unixSeconds.optional(),
  call_start_before_unix: unixSeconds.optional(),
  page_size: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().optional(),
})

export function convaiRoutes(exchange: Exchange): Route[] {
  const { settings, registry } = exchange
  const packOf = (agent_id: string) => Object.entries(settings.agents).find(([, id]) => id === agent_id)?.[0]
  const agentUnknown = () => refusal(404, 'agent_not_found', 'No agent has this id.')
  const conversationUnknown = () => refusal(404, 'conversation_not_found', 'No conversation has this id.')

  const guarded =
    (answer: (inbound: Inbound) => Answer) =>
    (inbound: Inbound): Answer => {
      const key = inbound.headers['xi-api-key']
      if (key === undefined) return refusal(401, 'missing_api_key', 'An API key is needed.')
      return key === settings.apiKey ? answer(inbound) : refusal(401, 'invalid_api_key', 'This API key is not valid.')
    }

  const place = (carrier: Carrier, inbound: Inbound): Answer => {
    const json = jsonOf(inbound.text)
    if (!json) return refusal(400, 'malformed_json', 'The body is not JSON.')
    const dial = dialSchema.safeParse(json.value)
    if (!dial.success) return invalid('body', dial.error.issues)
    const pack_id = packOf(dial.data.agent_id)
    if (pack_id === undefined) return agentUnknown()
    const call = registry.place({ carrier, pack_id, dial: dial.data, now: exchange.clock.now() })
    void live(call, exchange)
    const accepted = { success: true, message: 'Success', conversation_id: call.conversation_id }
    return found(carrier === 'twilio' ? { ...accepted, callSid: call.call_sid } : { ...accepted, sip_call_id: call.call_sid })
  }

  const list = (inbound: Inbound): Answer => {
    const query = listQuerySchema.safeParse(Object.fromEntries(inbound.query))
    if (!query.success) return invalid('query', query.error.issues)
    const { cursor, page_size, user_id, agent_id, call_start_after_unix, call_start_before_unix } = query.data
    const below = cursor === undefined ? null : serialIn(cursor)
    if (below === undefined) return refusal(400, 'invalid_cursor', 'This cursor is not valid.')
    const filter = {
      user_id: user_id ?? null,
      agent_id: agent_id ?? null,
      call_start_after_unix: call_start_after_unix ?? null,
      call_start_before_unix: call_start_before_unix ?? null,
      exclude_statuses: inbound.query.getAll('exclude_statuses'),
    }
    const page = registry.page(filter, page_size, below)
    return found({ conversations: page.calls.map(summaryOf), next_cursor: page.next === null ? null : cursorFor(page.next), has_more: page.next !== null })
  }

  const read = ({ params: [conversation_id = ''] }: Inbound): Answer => {
    const call = registry.find(conversation_id)
    return call ? found(conversationOf(call)) : conversationUnknown()
  }

  const signedUrl = (inbound: Inbound): Answer =>
    forAgent(inbound, (agent_id) => {
      const address = new URL(`ws://${inbound.headers.host ?? '127.0.0.1'}/v1/convai/conversation`)
      address.searchParams.set('agent_id', agent_id)
      if (inbound.query.get('include_conversation_id') === 'true') address.searchParams.set('conversation_id', randomId('conv'))
      address.searchParams.set('conversation_signature', randomId('cvtkn'))
      return found({ signed_url: address.href })
    })

  const token = (inbound: Inbound): Answer =>
    forAgent(inbound, (agent_id) => {
      const conversation_id = randomId('conv')
      const parts = [{ alg: 'none' }, { agent_id, conversation_id }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      return found({ token: [...parts, 'emulated'].join('.'), conversation_id })
    })

  const forAgent = (inbound: Inbound, answer: (agent_id: string) => Answer): Answer => {
    const query = z.object({ agent_id: z.string().min(1) }).safeParse(Object.fromEntries(inbound.query))
    if (!query.success) return invalid('query', query.error.issues)
    return packOf(query.data.agent_id) === undefined ? agentUnknown() : answer(query.data.agent_id)
  }

  const routes: Route[] = [
    { method: 'POST', path: /^\/v1\/convai\/twilio\/outbound-call$/, answer: (inbound) => place('twilio', inbound) },
    { method: 'POST', path: /^\/v1\/convai\/sip-trunk\/outbound-call$/, answer: (inbound) => place('sip_trunk', inbound) },
    { method: 'GET', path: /^\/v1\/convai\/conversations$/, answer: list },
    { method: 'GET', path: /^\/v1\/convai\/conversations\/([^/]+)$/, answer: read },
    {
      method: 'DELETE',
      path: /^\/v1\/convai\/conversations\/([^/]+)$/,
      answer: ({ params: [id = ''] }) => (registry.remove(id) ? found({}) : conversationUnknown()),
    },
    { method: 'GET', path: /^\/v1\/convai\/conversations\/([^/]+)\/audio$/, answer: () => refusal(404, 'audio_not_found', 'No audio was kept.') },
    { method: 'GET', path: /^\/v1\/convai\/conversation\/get-signed-url$/, answer: signedUrl },
    { method: 'GET', path: /^\/v1\/convai\/conversation\/token$/, answer: token },
  ]
  return routes.map((route) => ({ ...route, answer: guarded(route.answer) }))
}

function cursorFor(serial: number): string {
  return Buffer.from(JSON.stringify({ below: serial })).toString('base64url')
}

function serialIn(cursor: string): number | undefined {
  const json = jsonOf(Buffer.from(cursor, 'base64url').toString('utf8'))
  return z.object({ below: z.int() }).safeParse(json?.value).data?.below
}

function jsonOf(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function randomId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 26)}`
}
