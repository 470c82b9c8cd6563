// The answer of a chat completion as the voice provider reads it: server-sent events, one complete chunk for a tool call
// (contracts: elevenlabs.md 7.3).

export type ToolCallMade = { id: string; name: string; arguments: string }

/** The chunks of one answer, in the order in which they must come. */
export function speech(id: string, model: string, created: number) {
  const chunk = (delta: Record<string, unknown>, finish_reason: string | null) =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices: [{ index: 0, delta, finish_reason }] })}\n\n`
  return {
    opening: () => chunk({ role: 'assistant', content: '' }, null),
    words: (content: string) => chunk({ content }, null),
    tools: (calls: readonly ToolCallMade[]) =>
      chunk(
        { tool_calls: calls.map((call, index) => ({ index, id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } })) },
        null,
      ),
    ending: (calls: readonly ToolCallMade[]) => `${chunk({}, calls.length > 0 ? 'tool_calls' : 'stop')}data: [DONE]\n\n`,
  }
}
