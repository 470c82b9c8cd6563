// The agent's own words before the custom LLM is asked: prompt and first message of a call, with the variables filled in.
import { type Call, variablesOf } from './call.ts'

export type Wording = { prompt: string; first_message: string }

/** What an agent says and does where the call overrides nothing. An empty first message lets the called person speak first. */
const agentDefaults: Wording = { prompt: 'You are a helpful assistant.', first_message: '' }

/**
 * @returns the wording, or the name of the first variable without a value, which ends a call before it begins.
 * Variables whose name begins with `secret__` are for headers only and count as missing here.
 */
export function wordingOf(call: Call): { ok: true; wording: Wording } | { ok: false; missing: string } {
  const agent = call.dial.conversation_initiation_client_data?.conversation_config_override?.agent
  const variables = variablesOf(call)
  let missing: string | undefined
  const filled = (text: string) =>
    text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => {
      const value = name.startsWith('secret__') ? undefined : variables[name]
      if (value === undefined) missing ??= name
      return value === undefined ? whole : String(value)
    })
  const wording = { prompt: filled(agent?.prompt?.prompt ?? agentDefaults.prompt), first_message: filled(agent?.first_message ?? agentDefaults.first_message) }
  return missing === undefined ? { ok: true, wording } : { ok: false, missing }
}
