// The platform's own tools: what each does to a call, and what is recorded of it.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ToolCall, ToolResult } from './call.ts'

/** What follows a tool call; `farewell` is spoken first, empty where there is none. */
type ToolOutcome = { next: 'hang_up' | 'leave_mailbox' | 'listen' | 'ask_again'; farewell: string; result: ToolResult }

const argumentsSchema = z.looseObject({
  reason: z.string().default(''),
  /** The farewell of `end_call`, under its documented and its newer name. */
  message: z.string().optional(),
  system__message_to_speak: z.string().optional(),
})

/** A tool that is not configured, or whose arguments cannot be read, is an error that the custom LLM is told. */
export function run(call: ToolCall): ToolOutcome {
  const given = argumentsOf(call)
  if (!given) return refused(call, 'The arguments are no JSON object')
  const { reason } = given
  switch (call.name) {
    case 'end_call': {
      const farewell = given.message ?? given.system__message_to_speak ?? ''
      const result = { result_type: 'end_call_success', status: 'success', reason, message: farewell }
      return { next: 'hang_up', farewell, result: { call, text: 'Call ended', is_error: false, result } }
    }
    case 'voicemail_detection':
      return { next: 'leave_mailbox', farewell: '', result: mailboxResult(call, reason) }
    case 'skip_turn':
      return {
        next: 'listen',
        farewell: '',
        result: { call, text: 'Turn skipped', is_error: false, result: { result_type: 'skip_turn_success', status: 'success', reason } },
      }
    default:
      return refused(call, `No tool named ${call.name} is configured`)
  }
}

/** What the platform records when it finds out by itself that a machine answered. */
export function detectMailbox(): ToolResult {
  const reason = 'A recorded greeting that asks for a message'
  return mailboxResult(
    { id: `call_${randomUUID().replaceAll('-', '').slice(0, 14)}`, name: 'voicemail_detection', arguments: JSON.stringify({ reason }) },
    reason,
  )
}

function mailboxResult(call: ToolCall, reason: string): ToolResult {
  const result = { result_type: 'voicemail_detection_success', status: 'success', voicemail_message: null, reason }
  return { call, text: 'Voicemail detected', is_error: false, result }
}

function refused(call: ToolCall, text: string): ToolOutcome {
  return { next: 'ask_again', farewell: '', result: { call, text, is_error: true, result: null } }
}

function argumentsOf(call: ToolCall): z.infer<typeof argumentsSchema> | undefined {
  try {
    return argumentsSchema.safeParse(JSON.parse(call.arguments || '{}')).data
  } catch {
    return undefined
  }
}
