// Which of the provider's agents speaks for which pack, as ELEVENLABS_AGENTS says.
import type { Config } from '../config.ts'

/** @returns the pack; null for an agent that is not ours: the provider's webhooks cover its whole workspace */
export function packOfAgent(config: Config, agent_id: string): string | null {
  return Object.entries(config.ELEVENLABS_AGENTS).find(([, known]) => known === agent_id)?.[0] ?? null
}

/** @returns the agent id; null for a pack that no agent speaks for */
export function agentOf(config: Config, pack: string): string | null {
  return new Map(Object.entries(config.ELEVENLABS_AGENTS)).get(pack) ?? null
}
