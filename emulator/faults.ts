// The faults that were asked for: what goes wrong, with which request or delivery, and how many times.
import { z } from 'zod'

const milliseconds = z.int().min(0).max(3_600_000)

/** What can go wrong with a request to the provider. */
const requestActionSchema = z.discriminatedUnion('do', [
  /** Everything happens, then the connection is cut instead of an answer: the telephone rings and nobody is told. */
  z.strictObject({ do: z.literal('lose_answer') }),
  /** Cut before anything happens. */
  z.strictObject({ do: z.literal('close') }),
  /** Never answered; with `register` the call is placed all the same. */
  z.strictObject({ do: z.literal('hang'), register: z.boolean().default(false) }),
  /** An error answer; with `register` the call is placed all the same. */
  z.strictObject({ do: z.literal('refuse'), status: z.int().min(400).max(599), code: z.string().optional(), register: z.boolean().default(false) }),
  /** HTTP 200 that says `success: false`. */
  z.strictObject({ do: z.literal('unsuccessful') }),
  /** Late in every respect: nothing happens before. */
  z.strictObject({ do: z.literal('delay'), ms: milliseconds }),
  /** Happens at once, is answered late: webhooks can overtake the answer. */
  z.strictObject({ do: z.literal('answer_late'), ms: milliseconds }),
])
export type RequestAction = z.infer<typeof requestActionSchema>

/** What can go wrong with a webhook. */
const webhookActionSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('drop') }),
  /** Sent several times at once. */
  z.strictObject({ do: z.literal('duplicate'), copies: z.int().min(2).max(50).default(2) }),
  z.strictObject({ do: z.literal('wrong_secret') }),
  /** One space is added after signing. */
  z.strictObject({ do: z.literal('alter') }),
  /** Signed with a time this far from now; negative is the past. */
  z.strictObject({ do: z.literal('skew'), seconds: z.int() }),
  z.strictObject({ do: z.literal('delay'), ms: milliseconds }),
])
export type WebhookAction = z.infer<typeof webhookActionSchema>

/** What the platform may do to a custom LLM that answers well. */
const llmActionSchema = z.discriminatedUnion('do', [
  /** The same request once more after a good answer; the second answer is spoken. */
  z.strictObject({ do: z.literal('repeat') }),
  /** The stream is cut at its first words and the request made again. */
  z.strictObject({ do: z.literal('abort') }),
])
type LlmAction = z.infer<typeof llmActionSchema>

/** `match` is part of the body; -1 times is for ever. */
const fitting = { match: z.string().default(''), times: z.int().min(-1).default(1) }

/**
 * A fault as asked for at `POST /__fault`. Requests are named by `kind: "start"` (both ways to dial) or by a part of their path,
 * webhooks may be narrowed by their `event` type.
 */
export const faultSchema = z.union([
  z.strictObject({ kind: z.literal('webhook'), event: z.string().default(''), ...fitting, action: webhookActionSchema }),
  z.strictObject({ kind: z.literal('llm'), ...fitting, action: llmActionSchema }),
  z.strictObject({ kind: z.literal('start'), ...fitting, action: requestActionSchema }),
  z.strictObject({ path: z.string().min(1), ...fitting, action: requestActionSchema }),
])
type Fault = z.infer<typeof faultSchema>

type Planned<Action> = { name: string; match: string; times: number; action: Action }

/** The plan; each `take…` uses up one of the times of the oldest fault that fits. */
export function createFaults() {
  const requests = createPlan<RequestAction>()
  const webhooks = createPlan<WebhookAction>()
  const llm = createPlan<LlmAction>()
  return {
    add: (fault: Fault) => {
      if (!('kind' in fault)) requests.add({ name: fault.path, match: fault.match, times: fault.times, action: fault.action })
      else if (fault.kind === 'start') requests.add({ name: '/outbound-call', match: fault.match, times: fault.times, action: fault.action })
      else if (fault.kind === 'webhook') webhooks.add({ name: fault.event, match: fault.match, times: fault.times, action: fault.action })
      else llm.add({ name: '', match: fault.match, times: fault.times, action: fault.action })
    },
    takeForRequest: requests.take,
    takeForWebhook: webhooks.take,
    takeForLlm: (text: string) => llm.take('', text),
    clear: () => {
      requests.clear()
      webhooks.clear()
      llm.clear()
    },
  }
}
export type Faults = ReturnType<typeof createFaults>

function createPlan<Action>() {
  let planned: Planned<Action>[] = []
  return {
    add: (fault: Planned<Action>) => {
      planned.push(fault)
    },
    take: (name: string, text: string): Action | undefined => {
      const fault = planned.find((one) => one.times !== 0 && name.includes(one.name) && text.includes(one.match))
      if (fault && fault.times > 0) fault.times -= 1
      return fault?.action
    },
    clear: () => {
      planned = []
    },
  }
}
