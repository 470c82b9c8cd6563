// The flags of the command, and the values that make it fit a product started with its local settings.
import { parseArgs } from 'node:util'
import { speedOf } from './pace.ts'

export type Settings = {
  /** 0 takes any free port. */
  port: number
  /** Base address of the product, without a trailing slash. */
  product: string
  /** Times faster than people; infinite for no waiting. */
  speed: number
  seed: number
  apiKey: string
  webhookSecret: string
  llmSecret: string
  /** Pack id → agent id. */
  agents: Readonly<Record<string, string>>
}

/** The product's local values, written out again: sharing them by import would hide it when the two drift apart. */
export const localSettings: Settings = {
  port: 8789,
  product: 'http://127.0.0.1:8787',
  speed: 1,
  seed: 1,
  apiKey: 'local-elevenlabs-key',
  webhookSecret: 'wsec_local',
  llmSecret: 'local-custom-llm-secret',
  agents: { collections: 'agent_local_collections', roadside: 'agent_local_roadside' },
}

/**
 * @param args what stands after the program's name
 * @throws Error that names the flag and what it takes
 */
export function settingsFrom(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      product: { type: 'string' },
      speed: { type: 'string' },
      seed: { type: 'string' },
      'api-key': { type: 'string' },
      'webhook-secret': { type: 'string' },
      'llm-secret': { type: 'string' },
      agents: { type: 'string' },
    },
  })
  const local = localSettings
  return {
    port: values.port === undefined ? local.port : wholeNumber('--port', values.port, 65_535),
    product: values.product === undefined ? local.product : baseAddress(values.product),
    speed: values.speed === undefined ? local.speed : speed(values.speed),
    seed: values.seed === undefined ? local.seed : wholeNumber('--seed', values.seed, 2 ** 32 - 1),
    apiKey: values['api-key'] ?? local.apiKey,
    webhookSecret: values['webhook-secret'] ?? local.webhookSecret,
    llmSecret: values['llm-secret'] ?? local.llmSecret,
    agents: values.agents === undefined ? local.agents : agents(values.agents),
  }
}

function wholeNumber(flag: string, text: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > most) throw new Error(`${flag} takes a whole number from 0 to ${most}`)
  return value
}

function baseAddress(text: string): string {
  if (!URL.canParse(text)) throw new Error('--product takes an address such as http://127.0.0.1:8787')
  return text.replace(/\/+$/, '')
}

function speed(text: string): number {
  const factor = speedOf(text)
  if (factor === undefined) throw new Error('--speed takes human, fast or a number above 0')
  return factor
}

function agents(text: string): Record<string, string> {
  const refusal = new Error('--agents takes a JSON object: pack id to agent id')
  try {
    const given: unknown = JSON.parse(text)
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw refusal
    return Object.fromEntries(Object.entries(given).map(([pack_id, agent_id]) => [pack_id, String(agent_id)]))
  } catch (cause) {
    throw new Error(refusal.message, { cause })
  }
}
