// Calls: started, listed, read, added to and ended by people and their programs.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { uuidv7 } from 'uuidv7'
import { callSession } from '../../../durable-objects/call-session.ts'
import {
  appendedSchema,
  appendSchema,
  callQuerySchema,
  callSummarySchema,
  callViewSchema,
  dryRunSchema,
  endCallSchema,
  modelLogSchema,
  noteSchema,
  pageOf as pageSchema,
  spanSchema,
  startCallSchema,
  startedCallSchema,
} from '../../contract/api.ts'
import { callStatusSchema } from '../../domain/call.ts'
import { callIdSchema, idFromUuid } from '../../domain/id.ts'
import { redact } from '../../domain/redaction.ts'
import type { Turn } from '../../domain/transcript.ts'
import { type NotStarted, rehearse, startCall } from '../../outreach/start-call.ts'
import { startWebCall } from '../../outreach/start-web-call.ts'
import { followsFrom, listCalls } from '../../store/calls.ts'
import type { Actor, AppEnv } from '../app-env.ts'
import { refuseInput } from '../body.ts'
import { pageOf, positionIn } from '../cursor.ts'
import { answer, jsonBody, refusals } from '../described.ts'
import { Problem } from '../problems.ts'
import { callView } from './call-view.ts'

const tags = ['calls']
const callParams = z.object({ call_id: callIdSchema })

const startRoute = createRoute({
  method: 'post',
  path: '/api/calls/start',
  operationId: 'startCall',
  tags,
  summary: 'Starts a call, or says why it may not be started',
  request: { body: jsonBody(startCallSchema) },
  responses: { 201: answer('Dialling, or in doubt', startedCallSchema), 200: answer('What a start would be answered', dryRunSchema), ...refusals },
})
const listRoute = createRoute({
  method: 'get',
  path: '/api/calls',
  operationId: 'listCalls',
  tags,
  summary: 'Calls, newest first',
  request: { query: callQuerySchema },
  responses: { 200: answer('A page of calls', pageSchema(callSummarySchema)), ...refusals },
})
const readRoute = createRoute({
  method: 'get',
  path: '/api/calls/{call_id}',
  operationId: 'readCall',
  tags,
  summary: 'One call with everything that is known of it',
  request: { params: callParams },
  responses: { 200: answer('The call', callViewSchema), ...refusals },
})
const appendRoute = createRoute({
  method: 'post',
  path: '/api/calls/{call_id}/transcript',
  operationId: 'appendTranscript',
  tags,
  summary: 'Adds entries, each once by its entry_id',
  request: { params: callParams, body: jsonBody(appendSchema) },
  responses: { 202: answer('Stored', appendedSchema), ...refusals },
})
const endRoute = createRoute({
  method: 'post',
  path: '/api/calls/{call_id}/end',
  operationId: 'endCall',
  tags,
  summary: 'Asks for the end of a call',
  request: { params: callParams, body: jsonBody(endCallSchema) },
  responses: { 202: answer('Asked for', z.object({ status: callStatusSchema })), ...refusals },
})
const noteRoute = createRoute({
  method: 'post',
  path: '/api/calls/{call_id}/note',
  operationId: 'noteOnCall',
  tags,
  summary: 'Keeps a note of a person beside the call',
  request: { params: callParams, body: jsonBody(noteSchema) },
  responses: { 201: answer('Kept', z.object({ id: z.string(), at: z.string(), by: z.string(), text: z.string() })), ...refusals },
})
const sayRoute = createRoute({
  method: 'post',
  path: '/api/calls/{call_id}/say',
  operationId: 'hintToAgent',
  tags,
  summary: "A hint for the agent's next turn",
  request: { params: callParams, body: jsonBody(noteSchema) },
  responses: { 202: answer('Carried into the next turn', z.object({ accepted: z.literal(true) })), ...refusals },
})
const traceRoute = createRoute({
  method: 'get',
  path: '/api/calls/{call_id}/trace',
  operationId: 'traceCall',
  tags,
  summary: 'Where the time of a call went',
  request: { params: callParams },
  responses: { 200: answer('Spans in order', z.object({ items: z.array(spanSchema) })), ...refusals },
})
const modelLogRoute = createRoute({
  method: 'get',
  path: '/api/calls/{call_id}/llm',
  operationId: 'modelLogOfCall',
  tags,
  summary: 'What models were asked and what they answered',
  request: { params: callParams },
  responses: { 200: answer('Requests in order', z.object({ items: z.array(modelLogSchema) })), ...refusals },
})

export const calls = new OpenAPIHono<AppEnv>({ defaultHook: refuseInput })
  .openapi(startRoute, async (c) => {
    const asked = c.req.valid('json')
    const input = {
      customer_id: asked.customer_id,
      account_id: asked.account_id ?? null,
      purpose: asked.purpose ?? null,
      follow_up_id: asked.follow_up_id ?? null,
      now: new Date().toISOString(),
    }
    if (asked.dry_run) {
      const rehearsed = await rehearse(c.env, input)
      if (!rehearsed.ok) throw notStarted(rehearsed.error)
      const { receipt, prompt } = rehearsed.value
      return c.json(
        { dry_run: true as const, receipt, prompt: { system_prompt: prompt.system_prompt, first_message: prompt.first_message, manifest: prompt.manifest } },
        200,
      )
    }
    const started = asked.channel === 'web' ? await startWebCall(c.env, input) : await startCall(c.env, input)
    if (!started.ok) throw notStarted(started.error)
    return c.json(started.value, 201)
  })
  .openapi(listRoute, async (c) => {
    const { limit = 50, cursor, meaningful, promise, needs_review, ...filters } = c.req.valid('query')
    const [created_at, id] = positionIn(c.env, 'calls', 2, cursor) ?? []
    const rows = await listCalls(c.env, {
      customer_id: filters.customer_id,
      account_id: filters.account_id,
      status: filters.status,
      direction: filters.direction,
      pack: filters.pack,
      from: filters.from,
      to: filters.to,
      q: filters.q,
      meaningful: truth(meaningful),
      promise: truth(promise),
      needs_review: truth(needs_review),
      limit,
      after: created_at !== undefined && id !== undefined ? { created_at, id } : undefined,
    })
    return c.json(
      pageOf(c.env, 'calls', rows, limit, (row) => [row.created_at, row.id]),
      200,
    )
  })
  .openapi(readRoute, async (c) => {
    const { call_id } = c.req.valid('param')
    const [snapshot, follows] = await Promise.all([callSession(c.env, call_id).snapshot(), followsFrom(c.env, call_id)])
    if (!snapshot) throw new Problem('not-found')
    return c.json(callView(snapshot, follows), 200)
  })
  .openapi(appendRoute, async (c) => {
    const actor = c.get('actor')
    const source = actor.kind === 'call' ? 'client' : 'live'
    const turns = c.req.valid('json').entries.map((entry): Turn => {
      const { text, redacted } = redact(entry.text)
      return {
        entry_id: entry.entry_id,
        speaker: entry.speaker,
        text,
        at: entry.at,
        offset_ms: entry.offset_ms ?? null,
        source,
        interrupted: false,
        redacted,
        tool_calls: [],
      }
    })
    const appended = await callSession(c.env, c.req.valid('param').call_id).append(turns, actor.kind === 'call' ? 'client' : 'key')
    if (!appended) throw new Problem(actor.kind === 'call' ? 'unauthenticated' : 'not-found')
    return c.json(appended, 202)
  })
  .openapi(endRoute, async (c) => {
    const answer = await callSession(c.env, c.req.valid('param').call_id).requestEnd(c.req.valid('json').reason, new Date().toISOString())
    if (!answer) throw new Problem('not-found')
    if (answer.kind === 'finished') throw new Problem('invalid-transition', { detail: `The call is ${answer.status}.`, status_of_call: answer.status })
    return c.json({ status: answer.status }, 202)
  })
  .openapi(noteRoute, async (c) => {
    const note = { id: idFromUuid('note', uuidv7()), at: new Date().toISOString(), by: nameOf(c.get('actor')), text: redact(c.req.valid('json').text).text }
    if (!(await callSession(c.env, c.req.valid('param').call_id).note(note))) throw new Problem('not-found')
    return c.json(note, 201)
  })
  .openapi(sayRoute, async (c) => {
    if (!(await callSession(c.env, c.req.valid('param').call_id).say(redact(c.req.valid('json').text).text))) throw new Problem('not-found')
    return c.json({ accepted: true as const }, 202)
  })
  .openapi(traceRoute, async (c) => {
    const trace = await callSession(c.env, c.req.valid('param').call_id).journal()
    if (!trace) throw new Problem('not-found')
    return c.json({ items: trace.spans }, 200)
  })
  .openapi(modelLogRoute, async (c) => {
    const trace = await callSession(c.env, c.req.valid('param').call_id).journal()
    if (!trace) throw new Problem('not-found')
    return c.json({ items: trace.model_calls }, 200)
  })

function truth(flag: 'true' | 'false' | undefined): boolean | undefined {
  return flag === undefined ? undefined : flag === 'true'
}

function nameOf(actor: Actor): string {
  return actor.kind === 'key' ? actor.name : 'the call'
}

export function notStarted(reason: NotStarted): Problem {
  switch (reason.kind) {
    case 'unknown_customer':
    case 'unknown_account':
      return new Problem('not-found')
    case 'which_account':
      return new Problem('invalid-request', { errors: [{ path: 'account_id', message: 'the customer has not exactly one account: name it' }] })
    case 'no_agent':
      return new Problem('unavailable', { detail: `No agent of the voice provider is set for the pack ${reason.pack}.` })
    case 'live':
      return new Problem('call-already-live', { detail: 'Somebody is on the line with this person or number.', call_id: reason.call_id })
    case 'overtaken':
      return new Problem('conflict', { detail: 'This follow-up was cancelled, or is a call already.' })
    case 'forbidden': {
      const { receipt } = reason
      return new Problem(receipt.verdict === 'defer' ? 'dial-deferred' : 'dial-refused', {
        detail: receipt.explanation,
        receipt,
        not_before: receipt.not_before,
      })
    }
    case 'provider_refused':
      if (reason.rate_limited)
        return new Problem(
          'rate-limited',
          { detail: 'The voice provider takes no more calls at the moment.', call_id: reason.call_id },
          { 'Retry-After': String(reason.retry_after_seconds ?? 30) },
        )
      return new Problem('provider-error', { detail: 'The voice provider refused to dial.', call_id: reason.call_id })
  }
}
