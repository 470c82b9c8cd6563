// The one file that speaks to ElevenLabs: places calls, reads conversations, opens web sessions. Its errors are kinds and slugs; a provider's body never leaves it.
import { z } from 'zod'
import type { Config } from '../config.ts'
import { type Instant, minute } from '../domain/time.ts'
import { type ConversationRecord, conversationSchema, recordOf } from './conversation-record.ts'

/** The provider answers once dialling was accepted, not when somebody picks up: an answer is due in a second or two. */
const dialTimeoutMs = 8_000
const readTimeoutMs = 8_000
/** The largest page the provider gives (its documents, 2026-11). */
const pageSize = 100
/** One call's id fits one page; a list that goes on beyond these is not filtered by user, and proves nothing. */
const mostPages = 50
/** How far the provider's clock may stand before ours. */
const clockSlackMs = 5 * minute
/** A wait beyond this is no hint for a caller who waits. */
const longestRetryAfterSeconds = 3_600

/** Why an answer cannot be used: `timeout`, `network`, `unreadable` (not JSON, or not the promised shape), or `http_<status>`. */
export type Unusable = 'timeout' | 'network' | 'unreadable' | `http_${number}`

export type DialOrder = {
  agent_id: string
  /** E.164 */
  to_number: string
  /** Also sent as `user_id` and as a dynamic variable: a dial whose answer is lost can be found by it. */
  call_id: string
  prompt: string
  first_message: string
  dynamic_variables: Record<string, string | number | boolean>
  custom_llm_extra_body: Record<string, unknown>
  /** As the provider writes it (`en`, `es`); left out, the agent's own. */
  language?: string
}

export type Dialled =
  | { kind: 'accepted'; conversation_id: string; call_sid: string | null }
  | { kind: 'refused'; reason: 'rate_limited' | 'provider_refused'; status: number; retry_after_seconds: number | null }
  | { kind: 'unconfirmed'; reason: Unusable }

/**
 * Asks the provider to ring a number, once: the provider knows no idempotency key, so a repeat could ring twice.
 *
 * @returns `accepted` (dialling, not answered) and `refused` (it surely does not ring: 4xx, 429, `success: false`) are certain.
 * Everything else is `unconfirmed`: it may be ringing, and must be looked up by call id before anything else is done.
 */
export async function dial(config: Config, order: DialOrder): Promise<Dialled> {
  const { TwilioClient } = await import('@elevenlabs/elevenlabs-js/api/resources/conversationalAi/resources/twilio/client/Client.js')
  const twilio = new TwilioClient({ apiKey: config.ELEVENLABS_API_KEY, baseUrl: config.ELEVENLABS_BASE_URL })
  const deadline = AbortSignal.timeout(dialTimeoutMs)
  const { language } = order
  try {
    const answer = await twilio.outboundCall(
      {
        agentId: order.agent_id,
        agentPhoneNumberId: config.ELEVENLABS_PHONE_NUMBER_ID,
        toNumber: order.to_number,
        conversationInitiationClientData: {
          userId: order.call_id,
          dynamicVariables: { ...order.dynamic_variables, call_id: order.call_id },
          customLlmExtraBody: order.custom_llm_extra_body,
          conversationConfigOverride: {
            agent: { prompt: { prompt: order.prompt }, firstMessage: order.first_message, ...(language === undefined ? {} : { language }) },
          },
        },
      },
      // The signal also ends a body that never comes; the SDK's own timeout stops with the headers.
      { maxRetries: 0, abortSignal: deadline, timeoutInSeconds: (2 * dialTimeoutMs) / 1000 },
    )
    if (!answer.success) return { kind: 'refused', reason: 'provider_refused', status: 200, retry_after_seconds: null }
    if (!answer.conversationId) return { kind: 'unconfirmed', reason: 'unreadable' }
    return { kind: 'accepted', conversation_id: answer.conversationId, call_sid: answer.callSid ?? null }
  } catch (error) {
    return dialFailure(error, deadline.aborted)
  }
}

/** What the SDK's errors have in common; `instanceof` would load them, and tells less (429 and 5xx have no class of their own). */
const sdkErrorSchema = z.object({
  name: z.string(),
  statusCode: z.number().optional(),
  rawResponse: z
    .object({ headers: z.instanceof(Headers) })
    .optional()
    .catch(undefined),
})

function dialFailure(error: unknown, late: boolean): Dialled {
  if (late) return { kind: 'unconfirmed', reason: 'timeout' }
  const known = sdkErrorSchema.safeParse(error)
  if (!known.success) return { kind: 'unconfirmed', reason: 'network' }
  const { name, statusCode: status, rawResponse } = known.data
  if (status === undefined) return { kind: 'unconfirmed', reason: name === 'ParseError' ? 'unreadable' : 'network' }
  // 408 says that the request came too slowly, not that nothing was done with it.
  if (status < 400 || status >= 500 || status === 408) return { kind: 'unconfirmed', reason: `http_${status}` }
  const retry_after_seconds = secondsOf(rawResponse?.headers.get('retry-after') ?? null)
  return { kind: 'refused', reason: status === 429 ? 'rate_limited' : 'provider_refused', status, retry_after_seconds }
}

function secondsOf(retryAfter: string | null): number | null {
  return retryAfter && /^\d+$/.test(retryAfter) ? Math.min(Number(retryAfter), longestRetryAfterSeconds) : null
}

export type Fetched = { kind: 'found'; record: ConversationRecord } | { kind: 'unknown' } | { kind: 'unavailable'; reason: Unusable }

/** One conversation as it stands now. `unknown` is the provider's 404: it may also mean "not yet". */
export async function fetchConversation(config: Config, conversation_id: string): Promise<Fetched> {
  const answer = await read(config, `/v1/convai/conversations/${encodeURIComponent(conversation_id)}`, {})
  if (answer.kind === 'unusable') return answer.reason === 'http_404' ? { kind: 'unknown' } : { kind: 'unavailable', reason: answer.reason }
  const conversation = conversationSchema.safeParse(answer.json)
  return conversation.success ? { kind: 'found', record: recordOf(conversation.data) } : { kind: 'unavailable', reason: 'unreadable' }
}

const pageSchema = z.object({
  // The list need not say whose conversation it is; where it does, that is held against what we asked.
  conversations: z.array(z.object({ conversation_id: z.string().min(1), user_id: z.string().nullish() })),
  has_more: z.boolean(),
  next_cursor: z.string().nullish(),
})

export type Found = { kind: 'found'; conversation_id: string } | { kind: 'none' } | { kind: 'unavailable'; reason: Unusable }

/**
 * The conversation that our call id went out with, for a dial whose answer was lost.
 *
 * @param since when the dial started
 * @returns `none` only after the whole list was read well; a list that breaks off proves nothing
 */
export async function findConversationByUser(config: Config, sought: { call_id: string; agent_id: string; since: Instant }): Promise<Found> {
  const after = Math.floor((Date.parse(sought.since) - clockSlackMs) / 1000)
  const filter = { user_id: sought.call_id, agent_id: sought.agent_id, call_start_after_unix: String(after), page_size: String(pageSize) }
  let cursor: { cursor?: string } = {}
  for (let pages = 0; pages < mostPages; pages++) {
    const answer = await read(config, '/v1/convai/conversations', { ...filter, ...cursor })
    if (answer.kind === 'unusable') return { kind: 'unavailable', reason: answer.reason }
    const page = pageSchema.safeParse(answer.json)
    if (!page.success) return { kind: 'unavailable', reason: 'unreadable' }
    const found = page.data.conversations.find(({ user_id }) => !user_id || user_id === sought.call_id)
    if (found) return { kind: 'found', conversation_id: found.conversation_id }
    if (!page.data.has_more || !page.data.next_cursor) return { kind: 'none' }
    cursor = { cursor: page.data.next_cursor }
  }
  return { kind: 'unavailable', reason: 'unreadable' }
}

const signedUrlSchema = z.object({ signed_url: z.string().min(1) })
const tokenSchema = z.object({ token: z.string().min(1) })

export type WebSession =
  /** `signed_url` opens a WebSocket, once and within 15 minutes; its conversation is `conversation_id`. `conversation_token` opens WebRTC and another conversation. */
  | { kind: 'ready'; signed_url: string; conversation_token: string | null; conversation_id: string | null }
  | { kind: 'refused'; status: number }
  | { kind: 'unavailable'; reason: Unusable }

/** What a browser needs to talk with an agent. Dials nobody. */
export async function webSession(config: Config, agent_id: string): Promise<WebSession> {
  const [url, token] = await Promise.all([
    read(config, '/v1/convai/conversation/get-signed-url', { agent_id, include_conversation_id: 'true' }),
    read(config, '/v1/convai/conversation/token', { agent_id }),
  ])
  if (url.kind === 'unusable') {
    const status = Number(/^http_(4\d\d)$/.exec(url.reason)?.[1])
    return status ? { kind: 'refused', status } : { kind: 'unavailable', reason: url.reason }
  }
  const signed = signedUrlSchema.safeParse(url.json)
  if (!signed.success) return { kind: 'unavailable', reason: 'unreadable' }
  const { signed_url } = signed.data
  const conversation_id = URL.canParse(signed_url) ? new URL(signed_url).searchParams.get('conversation_id') : null
  // WebRTC is the better line, not a needed one.
  const conversation_token = token.kind === 'read' ? (tokenSchema.safeParse(token.json).data?.token ?? null) : null
  return { kind: 'ready', signed_url, conversation_token, conversation_id }
}

/**
 * One GET through the SDK's own request function, answered in the wire's shape.
 * The typed clients would rename every key, refuse a body that lacks a field that we never read, and cost half a second to load.
 * Not repeated here: those who ask are jobs, which come again with a delay of their own, and people.
 */
async function read(
  config: Config,
  path: string,
  query: Record<string, string>,
): Promise<{ kind: 'read'; json: unknown } | { kind: 'unusable'; reason: Unusable }> {
  const { makePassthroughRequest } = await import('@elevenlabs/elevenlabs-js/core/fetcher/makePassthroughRequest.js')
  const url = new URL(config.ELEVENLABS_BASE_URL.replace(/\/+$/, '') + path)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const deadline = AbortSignal.timeout(readTimeoutMs)
  let text: string
  try {
    const response = await makePassthroughRequest(
      url,
      { method: 'GET' },
      { baseUrl: config.ELEVENLABS_BASE_URL, getAuthHeaders: async () => ({ 'xi-api-key': config.ELEVENLABS_API_KEY }) },
      { maxRetries: 0, abortSignal: deadline },
    )
    text = await response.text()
    if (!response.ok) return { kind: 'unusable', reason: `http_${response.status}` }
  } catch {
    return { kind: 'unusable', reason: deadline.aborted ? 'timeout' : 'network' }
  }
  try {
    return { kind: 'read', json: JSON.parse(text) }
  } catch {
    return { kind: 'unusable', reason: 'unreadable' }
  }
}
