// A whole world for one emulator: a stand-in product, somebody to call, the provider's SDK as the judge, and a clock that obeys.
import { createHmac } from 'node:crypto'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { afterEach, vi } from 'vitest'
import type { Plans } from '../../emulator/exchange.ts'
import type { Clock } from '../../emulator/pace.ts'
import { localSettings } from '../../emulator/settings.ts'
import { startEmulator } from '../../emulator/start-emulator.ts'
import type { Persona } from '../../src/packs/pack.ts'
import { type LlmAnswer, standInProduct } from './stand-in-product.ts'

export const number = '+15550100977'
export const agent = 'agent_local_collections'

export const promiser: Persona = {
  id: 'promiser',
  title: 'Agrees to everything in many words',
  act: ({ turn, chance }) => ({
    say: `Yes, that is me, and ${chance() < 0.5 ? 'Friday' : 'Monday'} would be fine, this is answer number ${turn}.`,
    hang_up: turn >= 6,
  }),
}
export const absent: Persona = { id: 'absent', title: 'Never picks up', act: () => ({ say: null, hang_up: true }) }

export const words = {
  kind: 'words',
  text: 'Thank you. When would it suit you to pay the amount that is open, today or at the end of the week?',
} satisfies LlmAnswer
export const farewell = { kind: 'end_call', text: '', farewell: 'Thank you, Dana. Goodbye.' } satisfies LlmAnswer
export const soon: Plans = { llmRetryDelaysMs: [5, 5, 5, 5], webhookRetryAtMs: [270, 540] }

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

export async function world(given: {
  answers?: LlmAnswer[]
  webhookStatuses?: number[]
  persona?: Persona
  speed?: number
  plans?: Plans
  clock?: Clock
  seed?: number
}) {
  const product = await standInProduct(given.answers ?? [words, farewell], given.webhookStatuses)
  const settings = { ...localSettings, port: 0, product: product.url, speed: given.speed ?? Number.POSITIVE_INFINITY, seed: given.seed ?? 1 }
  const emulator = await startEmulator(settings, {
    book: (pack_id) => (pack_id === 'collections' ? [given.persona ?? promiser] : []),
    plans: given.plans ?? soon,
    ...(given.clock ? { clock: given.clock } : {}),
  })
  opened.push(emulator.close, product.close)
  const sdk = new ElevenLabsClient({ apiKey: settings.apiKey, baseUrl: emulator.url, maxRetries: 0 })
  const dial = () =>
    sdk.conversationalAi.twilio.outboundCall({
      agentId: agent,
      agentPhoneNumberId: 'phnum_local',
      toNumber: number,
      conversationInitiationClientData: {
        dynamicVariables: { call_id: 'call_1', first_name: 'Dana' },
        conversationConfigOverride: { agent: { firstMessage: 'Hello, may I speak with {{first_name}}?', prompt: { prompt: 'Be kind to {{ first_name }}.' } } },
        customLlmExtraBody: { call_token: 'token_1' },
        userId: 'call_1',
      },
    })
  const control = async (path: string, body?: unknown) => {
    const response = await fetch(emulator.url + path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
    return JSON.parse(await response.text())
  }
  const webhook = async (nth = 1) => {
    await vi.waitUntil(() => product.webhooks.length >= nth, { timeout: 5_000, interval: 5 })
    const received = product.webhooks[nth - 1]
    if (!received) throw new Error('no webhook came')
    return { ...received, body: JSON.parse(received.text) }
  }
  return { product, emulator, sdk, dial, control, webhook }
}

/** Lets time pass at once; only what is waited for moves it. */
export function virtualClock(): Clock & { waited: number[] } {
  let now = Date.parse('2026-11-23T15:00:00Z')
  const waited: number[] = []
  return {
    waited,
    now: () => now,
    wait: async (ms) => {
      now += Math.max(0, ms)
      waited.push(ms)
      await turnOfTheLoop()
    },
  }
}

/** Lets nothing pass until it is told to: each step ends the waits that are under way. */
export function steppedClock(): Clock & { step: () => void } {
  // The SDK holds signatures against the real clock.
  let now = Date.now()
  const waiting: (() => void)[] = []
  return {
    now: () => now,
    wait: (ms) => {
      now += Math.max(0, ms)
      return new Promise((resolve) => waiting.push(resolve))
    },
    step: () => {
      for (const proceed of waiting.splice(0)) proceed()
    },
  }
}

export function signedWith(secret: string, received: { signature: string; text: string }): boolean {
  const match = /^t=(\d+),v0=([0-9a-f]{64})$/.exec(received.signature)
  return match?.[2] === createHmac('sha256', secret).update(`${match?.[1]}.${received.text}`).digest('hex')
}
