// What the platform sends to a custom LLM: an OpenAI chat-completions body with two fields of its own.
import type { Call, ToolCall } from '../call/call.ts'
import { userIdOf } from '../call/call.ts'

/** One message of the history, which is sent whole with every turn. */
export type Message =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[] }
  | { role: 'tool'; tool_call_id: string; content: string }

/** As configured on the emulator's agents. */
const generation = { model: 'parley', temperature: 0.2, max_tokens: 400 }

/** The system tools that every agent here has. */
const systemTools = [
  systemTool('end_call', 'Hangs up once everything is settled or the other person wants to stop.', {
    reason: { description: 'Why the call is over.', required: true },
    message: { description: 'A farewell, spoken before hanging up.', required: false },
  }),
  systemTool('voicemail_detection', 'Says that a machine answered and not a person.', {
    reason: { description: 'What gave the machine away.', required: true },
  }),
  systemTool('skip_turn', 'Says nothing until the other person speaks again.', { reason: { description: 'Why silence is right now.', required: false } }),
]

export function completionBody(call: Call, messages: readonly Message[]): string {
  const user_id = userIdOf(call)
  const extra = call.dial.conversation_initiation_client_data?.custom_llm_extra_body
  return JSON.stringify({
    messages,
    ...generation,
    stream: true,
    ...(user_id === null ? {} : { user_id }),
    ...(extra ? { elevenlabs_extra_body: extra } : {}),
    tools: systemTools,
  })
}

/** How a tool call stands in the history of the next request. */
export function toolMessages(call: ToolCall, content: string | null, result: string): Message[] {
  return [
    { role: 'assistant', content, tool_calls: [{ id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } }] },
    { role: 'tool', tool_call_id: call.id, content: result },
  ]
}

function systemTool(name: string, description: string, args: Record<string, { description: string; required: boolean }>) {
  const entries = Object.entries(args)
  return {
    type: 'function',
    function: {
      name,
      description,
      parameters: {
        type: 'object',
        properties: Object.fromEntries(entries.map(([arg, about]) => [arg, { type: 'string', description: about.description }])),
        required: entries.filter(([, about]) => about.required).map(([arg]) => arg),
      },
    },
  }
}
