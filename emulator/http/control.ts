// The control routes, for tests and for trying things by hand: what happened, who answers, what goes wrong.
import { z } from 'zod'
import { type Call, userIdOf } from '../call/call.ts'
import { everybody } from '../call/persona.ts'
import type { Exchange } from '../exchange.ts'
import { faultSchema } from '../faults.ts'
import { type Answer, found, invalid } from './answers.ts'
import type { Inbound, Route } from './server.ts'

const castingSchema = z.strictObject({
  to_number: z.string().min(1),
  persona_id: z.string().nullable().default(null),
  interrupt_turns: z.array(z.int().min(0)).default([]),
})

const outcomeSchema = z.strictObject({
  to_number: z.string().min(1),
  outcome: z.enum(['busy', 'no-answer', 'unknown']),
  /** -1 is for ever. */
  times: z.int().min(-1).default(1),
})

export function controlRoutes(exchange: Exchange): Route[] {
  const castAnswer = taking(castingSchema, ({ to_number, persona_id, interrupt_turns }) => {
    const known = Object.keys(exchange.settings.agents).flatMap((pack_id) => everybody(exchange.book, pack_id).map((persona) => persona.id))
    if (persona_id !== null && !known.includes(persona_id)) return { status: 404, body: { error: 'no such persona', personas: [...new Set(known)] } }
    exchange.castings.set(to_number, { persona_id, interrupt_turns })
    return found({ to_number, persona_id, interrupt_turns })
  })

  const outcomeAnswer = taking(outcomeSchema, ({ to_number, outcome, times }) => {
    exchange.outcomes.set(to_number, { outcome, times })
    return found({ to_number, outcome, times })
  })

  const faultAnswer = taking(faultSchema, (fault) => {
    exchange.faults.add(fault)
    return found(fault)
  })

  const spoken = ({ params: [conversation_id = ''] }: Inbound): Answer => {
    const call = exchange.registry.find(conversation_id)
    return call ? found({ conversation_id, spoken: call.spoken }) : { status: 404, body: { error: 'no such conversation' } }
  }

  const reset = (): Answer => {
    exchange.reset()
    return found({ reset: true })
  }

  return [
    { method: 'GET', path: /^\/healthz$/, answer: () => found({ status: 'ok' }) },
    { method: 'GET', path: /^\/__calls$/, answer: () => found({ dials: exchange.registry.dials(), calls: exchange.registry.all().map(seenFromInside) }) },
    { method: 'GET', path: /^\/__spoken\/([^/]+)$/, answer: spoken },
    { method: 'POST', path: /^\/__persona$/, answer: castAnswer },
    { method: 'POST', path: /^\/__outcome$/, answer: outcomeAnswer },
    { method: 'POST', path: /^\/__fault$/, answer: faultAnswer },
    { method: 'POST', path: /^\/__reset$/, answer: reset },
  ]
}

/** A route that takes a JSON body of one shape. */
function taking<Shape extends z.ZodType>(shape: Shape, answer: (given: z.infer<Shape>) => Answer) {
  return (inbound: Inbound): Answer => {
    const parsed = shape.safeParse(parseJson(inbound.text))
    return parsed.success ? answer(parsed.data) : invalid('body', parsed.error.issues)
  }
}

/** Text that is no JSON is no object either: the shape says so. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function seenFromInside(call: Call) {
  const { conversation_id, call_sid, carrier, pack_id, status, persona_id, call_result, termination_reason, llm_requests, llm_failures, deliveries } = call
  return {
    conversation_id,
    to_number: call.dial.to_number,
    agent_id: call.dial.agent_id,
    user_id: userIdOf(call),
    started_at: new Date(call.started_at_ms).toISOString(),
    call_sid,
    carrier,
    pack_id,
    status,
    persona_id,
    call_result,
    termination_reason,
    llm_requests,
    llm_failures,
    deliveries,
  }
}
