// Agents of others share the provider's workspace: only those in the settings are ours.
import { describe, expect, test } from 'vitest'
import { configOf } from '../../src/config.ts'
import { agentOf, packOfAgent } from '../../src/voice/agent-ids.ts'

const config = configOf({ ENVIRONMENT: 'local', ELEVENLABS_AGENTS: '{"collections":"agent_c","roadside":"agent_r"}' })

describe('the agents in the settings', () => {
  test('are found by pack and by agent id', () => {
    expect([agentOf(config, 'roadside'), packOfAgent(config, 'agent_c')]).toEqual(['agent_r', 'collections'])
  })

  test('are no one else’s: strangers and words that every object knows find nothing', () => {
    expect([agentOf(config, 'appointments'), agentOf(config, 'constructor'), packOfAgent(config, 'agent_x'), packOfAgent(config, '')]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})
