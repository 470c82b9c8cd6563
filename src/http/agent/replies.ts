// POST /v1/chat/completions: the agent's next words, asked for by the voice platform. The model's answer passes the guard sentence by sentence;
// when the model is late or fails, the pack's own brain speaks, since nobody stands behind us.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { uuidv7 } from 'uuidv7'
import type { TurnBegun } from '../../../durable-objects/call-record.ts'
import { callSession } from '../../../durable-objects/call-session.ts'
import type { AnsweredTurn } from '../../../durable-objects/journal.ts'
import { type Config, configOf } from '../../config.ts'
import { holdEnd } from '../../conversation/ending.ts'
import { createGuard, guardLimits } from '../../conversation/guard.ts'
import type { Said } from '../../domain/dialogue.ts'
import { idFromUuid } from '../../domain/id.ts'
import { redact } from '../../domain/redaction.ts'
import type { ModelCall, Span, Trace } from '../../domain/trace.ts'
import type { Turn } from '../../domain/transcript.ts'
import { streamReply } from '../../intelligence/reply.ts'
import type { BrainReply, CallBackground, Pack } from '../../packs/pack.ts'
import { packById } from '../../packs/registry.ts'
import { errorText, log } from '../../telemetry/log.ts'
import { readCallToken } from '../../voice/call-token.ts'
import type { AppEnv } from '../app-env.ts'
import { bearerOf, sameText } from '../auth.ts'
import { pathsOf, refuse } from '../body.ts'
import { Problem } from '../problems.ts'
import { type ChatRequest, chatRequestSchema } from './chat-request.ts'
import { agentEntryId, turnsOf } from './find-turns.ts'
import { speech, type ToolCallMade } from './speech.ts'

const modelName = 'parley'
/** What the agent says when an operator asked for the end of the call. */
const operatorFarewell = 'I have to end our call here. Thank you for your time. Goodbye.'

const replyRoute = createRoute({
  method: 'post',
  path: '/v1/chat/completions',
  operationId: 'completeChat',
  tags: ['agent'],
  summary: 'The next words of the agent, streamed; the call is found by its token',
  responses: { 200: { description: 'Server-sent chunks', content: { 'text/event-stream': { schema: z.string() } } } },
})

export const replies = new OpenAPIHono<AppEnv>().openapi(replyRoute, async (c) => {
  const config = configOf(c.env)
  if (!sameText(bearerOf(c.req.header('authorization')) ?? '', config.CUSTOM_LLM_SECRET)) throw new Problem('unauthenticated')
  const asked = chatRequest(await c.req.text())
  const at = new Date()
  const claim = await readCallToken(config.CALL_TOKEN_SECRET, asked.elevenlabs_extra_body?.call_token ?? '', at.toISOString())
  if (!claim) throw new Problem('unauthenticated')
  const session = callSession(c.env, claim.call_id)
  const { turns, key } = turnsOf(asked.messages, at.toISOString())
  const begun = await session.beginTurn(key, turns)
  if (begun.kind === 'unknown' || begun.kind === 'ended') throw new Problem('unauthenticated')
  const cut = new AbortController()
  const keep: Keep = (answer, made) => session.finishTurn(key, answer, spokenTurn(answer.text, turns.length), made)
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => speak(controller, { config, asked, begun, history: turns, signal: cut.signal, keep }),
    // The caller interrupted: the platform hangs up on us, and we on the model.
    cancel: () => cut.abort(),
  })
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' } })
})

type Keep = (answer: AnsweredTurn, made: Trace) => Promise<void>
type Asked = {
  config: Config
  asked: ChatRequest
  begun: Extract<TurnBegun, { kind: 'open' | 'answered' }>
  history: readonly Said[]
  signal: AbortSignal
  keep: Keep
}

function chatRequest(text: string): ChatRequest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Problem('malformed-json')
  }
  const checked = chatRequestSchema.safeParse(json)
  if (!checked.success) refuse(pathsOf(checked.error, []))
  return checked.data
}

/** Writes one whole answer. What was said is kept before its end is told: an answer that was cut is asked for again. */
async function speak(controller: ReadableStreamDefaultController<Uint8Array>, turn: Asked): Promise<void> {
  const { asked, begun, signal } = turn
  const encoder = new TextEncoder()
  const say = speech(`chatcmpl-${uuidv7()}`, asked.model ?? modelName, Math.floor(Date.now() / 1000))
  const send = (text: string) => {
    if (!signal.aborted) controller.enqueue(encoder.encode(text))
  }
  send(say.opening())
  try {
    const words = (text: string) => text && send(say.words(text))
    const answer = begun.kind === 'answered' ? repeated(begun.answer, words) : await answered(turn, begun, words)
    if (signal.aborted) return
    if (answer.tool_calls.length > 0) send(say.tools(answer.tool_calls))
    send(say.ending(answer.tool_calls))
    controller.close()
  } catch (error) {
    if (signal.aborted) return
    log({ kind: 'reply_failed', error: errorText(error) })
    controller.error(error)
  }
}

function repeated(answer: AnsweredTurn, words: (text: string) => void): AnsweredTurn {
  words(answer.text)
  return answer
}

async function answered(turn: Asked, begun: Extract<TurnBegun, { kind: 'open' }>, words: (text: string) => void): Promise<AnsweredTurn> {
  const started = Date.now()
  const pack = packById(begun.pack)
  if (!pack) throw new Error('a call of a pack that is not there')
  const { answer, made } = await composed(turn, begun, pack, words)
  const span: Span = {
    id: idFromUuid('spn', uuidv7()),
    name: 'reply',
    component: 'custom_llm',
    started_at: new Date(started).toISOString(),
    duration_ms: Date.now() - started,
    attributes: { interventions: made.interventions.join(','), brain: made.brain },
  }
  if (!turn.signal.aborted) await turn.keep(answer, { model_calls: made.model_calls, spans: [span] })
  return answer
}

type Composed = { answer: AnsweredTurn; made: { model_calls: ModelCall[]; interventions: string[]; brain: 'model' | 'local' | 'operator' } }

async function composed(turn: Asked, begun: Extract<TurnBegun, { kind: 'open' }>, pack: Pack, words: (text: string) => void): Promise<Composed> {
  const { asked, history } = turn
  const guard = createGuard(guardLimits(pack, begun.customer_name ?? '', history))
  let spoken = ''
  const tell = (text: string) => {
    spoken += text
    words(text)
  }
  const model_calls: ModelCall[] = []
  const tool_calls: ToolCallMade[] = []
  let failed = turn.config.OPENROUTER_API_KEY === undefined || begun.end_requested !== null
  if (!failed) {
    for await (const part of streamReply(turn.config, { messages: forModel(asked, begun.hints), tools: asked.tools ?? [], signal: turn.signal })) {
      if (part.kind === 'words') tell(guard.push(part.text))
      else if (part.kind === 'tool_call') tool_calls.push(part.call)
      else if (part.kind === 'usage') model_calls.push({ ...part.call, id: idFromUuid('llm', uuidv7()) })
      else if (part.kind === 'failed') failed = true
    }
  }
  // Nothing was heard of a model: the brain that needs none speaks. After a word it is too late for another voice.
  const brain = failed && spoken === '' ? brainReply(turn, begun, pack) : null
  if (brain) {
    tool_calls.length = 0
    tell(guard.push(brain.text))
  }
  const rest = guard.finish(tool_calls.length > 0 ? 'words_or_tool' : 'words')
  tell(rest.text)
  const kept = endHeld(tool_calls, brain, turn, begun, spoken, tell)
  return {
    answer: { text: spoken.trim(), tool_calls: kept },
    made: { model_calls: model_calls.map(redacted), interventions: rest.interventions, brain: begun.end_requested ? 'operator' : brain ? 'local' : 'model' },
  }
}

function brainReply(turn: Asked, begun: Extract<TurnBegun, { kind: 'open' }>, pack: Pack): BrainReply {
  if (begun.end_requested !== null) return { text: operatorFarewell, end: true }
  return pack.localBrain({ history: turn.history, background: begun.background as CallBackground<unknown> })
}

/** Every tool call of the reply, but an end of the call only after a goodbye; what must be said instead is said. */
function endHeld(
  made: readonly ToolCallMade[],
  brain: BrainReply | null,
  turn: Asked,
  begun: Extract<TurnBegun, { kind: 'open' }>,
  spoken: string,
  tell: (text: string) => void,
): ToolCallMade[] {
  const others = made.filter((call) => call.name !== 'end_call')
  const wanted = made.find((call) => call.name === 'end_call') ?? (brain?.end ? endCall(turn.asked) : undefined)
  if (!wanted) return others
  if (begun.end_requested !== null) return [...others, wanted]
  const held = holdEnd(turn.history, spoken, farewellIn(wanted))
  if (held.say) tell(spoken === '' ? held.say : ` ${held.say}`)
  return held.end ? [...others, wanted] : others
}

/** A wish of the local brain, in the words of the tool that the platform offers; none where it offers none. */
function endCall(asked: ChatRequest): ToolCallMade | undefined {
  const offered = asked.tools?.some((tool) => tool.function.name === 'end_call')
  return offered
    ? { id: `call_${uuidv7().replaceAll('-', '')}`, name: 'end_call', arguments: JSON.stringify({ reason: 'The conversation is over.' }) }
    : undefined
}

function farewellIn(call: ToolCallMade): string | null {
  try {
    const given: unknown = JSON.parse(call.arguments)
    const texts =
      typeof given === 'object' && given !== null ? Object.entries(given).filter(([name, value]) => name !== 'reason' && typeof value === 'string') : []
    return texts.map(([, value]) => value).join(' ') || null
  } catch {
    return null
  }
}

/** What the model sees: the platform's messages without what is only ours, and the operator's hints. */
function forModel(asked: ChatRequest, hints: readonly string[]) {
  const messages = asked.messages.map((message) => ({
    ...message,
    content: typeof message.content === 'string' ? redact(message.content).text : message.content,
  }))
  return hints.length === 0 ? messages : [...messages, { role: 'system' as const, content: `An operator of ours asks you: ${hints.join(' ')}` }]
}

function redacted(call: ModelCall): ModelCall {
  return { ...call, response: call.response === null ? null : redact(call.response).text }
}

function spokenTurn(text: string, place: number): Turn | null {
  if (text === '') return null
  return {
    entry_id: agentEntryId(place),
    speaker: 'agent',
    text: redact(text).text,
    at: new Date().toISOString(),
    offset_ms: null,
    source: 'live',
    interrupted: false,
    redacted: false,
    tool_calls: [],
  }
}
