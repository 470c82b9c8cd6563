// What the emulator does when the product fails, and how it fails itself when it is asked to.
import { describe, expect, test, vi } from 'vitest'
import { providerPlans } from '../../emulator/exchange.ts'
import { localSettings } from '../../emulator/settings.ts'
import { absent, farewell, number, signedWith, soon, virtualClock, words, world } from './emulated-world.ts'
import type { LlmAnswer } from './stand-in-product.ts'

describe('a custom LLM that fails', () => {
  test('is asked again with the same bytes until it answers, whatever went wrong', async () => {
    const failures: LlmAnswer[] = [
      { kind: 'status', status: 503 },
      { kind: 'cut' },
      { kind: 'raw', text: 'data: [DONE]\n\n' },
      { kind: 'raw', text: 'data: {"error":{"code":502}}\n\n' },
    ]
    const { product, dial, control, webhook } = await world({ answers: [...failures, words, farewell] })
    await dial()
    const { body } = await webhook()
    expect(body.data.status).toBe('done')
    expect(new Set(product.llm.slice(0, 5).map((request) => request.text)).size).toBe(1)
    const [call] = (await control('/__calls')).calls
    expect(call.llm_failures).toEqual(['status 503', expect.stringContaining('terminated'), 'empty answer', 'error inside the stream'])
    expect(JSON.stringify(body.data.transcript)).not.toContain('This sentence will nev')
  })

  test('is given up after the last attempt: the call ends with custom_llm_error', async () => {
    const { product, dial, webhook } = await world({ answers: [{ kind: 'status', status: 500 }] })
    await dial()
    const { body } = await webhook()
    expect(product.llm).toHaveLength(1 + soon.llmRetryDelaysMs.length)
    expect(body.data).toMatchObject({
      status: 'failed',
      analysis: null,
      metadata: { error: { code: 1002, reason: expect.stringContaining('custom_llm_error') } },
    })
  })

  test('gets three attempts or more over at least fifteen seconds of real time, however fast calls run', async () => {
    const clock = virtualClock()
    const { product, dial, webhook } = await world({ answers: [{ kind: 'status', status: 500 }], clock, plans: providerPlans })
    await dial()
    await webhook()
    expect(product.llm.length).toBeGreaterThanOrEqual(3)
    expect(clock.waited.reduce((total, ms) => total + ms, 0)).toBeGreaterThanOrEqual(15_000)
  })

  test('may call a tool that nobody configured, is told so and asked again', async () => {
    const { product, dial, webhook } = await world({ answers: [{ kind: 'tool', name: 'send_flowers', args: {} }, words, farewell] })
    await dial()
    const { body } = await webhook()
    expect(JSON.parse(product.llm[1]?.text ?? '').messages.at(-1)).toEqual({
      role: 'tool',
      tool_call_id: 'call_1',
      content: 'No tool named send_flowers is configured',
    })
    expect(body.data.transcript[2]).toMatchObject({ message: null, tool_results: [{ is_error: true }] })
  })

  test('can be made to see a good request twice, and to lose its listener in the middle', async () => {
    const { product, dial, control, webhook } = await world({ answers: [words, words, words, farewell] })
    await control('/__fault', { kind: 'llm', action: { do: 'repeat' } })
    await control('/__fault', { kind: 'llm', match: 'answer number 1', action: { do: 'abort' } })
    await dial()
    await webhook()
    const texts = product.llm.map((request) => request.text)
    expect(texts[0]).toBe(texts[1])
    expect(texts[2]).toBe(texts[3])
    expect(texts[1]).not.toBe(texts[2])
  })
})

describe('a webhook', () => {
  test('that meets a failing product is sent again, byte for byte, until it is taken', async () => {
    const { product, dial, control, webhook } = await world({ webhookStatuses: [503, 429] })
    await dial()
    await webhook(3)
    expect(new Set(product.webhooks.map((one) => one.text)).size).toBe(1)
    expect(product.webhooks.every((one) => signedWith(localSettings.webhookSecret, one))).toBe(true)
    await vi.waitFor(async () => {
      const [call] = (await control('/__calls')).calls
      expect(call.deliveries.map((one: { status: number }) => one.status)).toEqual([503, 429, 200])
    })
  })

  test('that is refused with a 4xx is never sent again', async () => {
    const { product, dial, control } = await world({ webhookStatuses: [400] })
    await dial()
    await vi.waitFor(async () => expect((await control('/__calls')).calls[0].deliveries).toHaveLength(1))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(product.webhooks).toHaveLength(1)
  })

  test('is not given up before a minute of real time, however fast calls run', async () => {
    const clock = virtualClock()
    const { product, dial } = await world({ clock, webhookStatuses: [500, 500, 500, 500, 500], plans: providerPlans })
    await dial()
    await vi.waitUntil(() => product.webhooks.length === 5, { timeout: 5_000, interval: 5 })
    expect(clock.waited.reduce((total, ms) => total + ms, 0)).toBeGreaterThanOrEqual(60_000)
  })

  test('can be doubled, forged, altered or lost on request', async () => {
    const { product, dial, control, webhook } = await world({ persona: absent })
    await control('/__fault', { kind: 'webhook', action: { do: 'duplicate' } })
    await dial()
    expect((await webhook(1)).text).toBe((await webhook(2)).text)
    await control('/__fault', { kind: 'webhook', action: { do: 'wrong_secret' } })
    await dial()
    expect(signedWith(localSettings.webhookSecret, await webhook(3))).toBe(false)
    await control('/__fault', { kind: 'webhook', action: { do: 'alter' } })
    await dial()
    expect(signedWith(localSettings.webhookSecret, await webhook(4))).toBe(false)
    await control('/__fault', { kind: 'webhook', event: 'call_initiation_failure', action: { do: 'drop' } })
    const { conversationId } = await dial()
    await vi.waitFor(async () => {
      const lost = (await control('/__calls')).calls.find((call: { conversation_id: string }) => call.conversation_id === conversationId)
      expect(lost.deliveries).toMatchObject([{ status: null, fault: 'drop' }])
    })
    expect(product.webhooks).toHaveLength(4)
  })
})

describe('a start that goes wrong on request', () => {
  test('can lose its answer after the telephone rang: the call is found by the user id', async () => {
    const { sdk, dial, control } = await world({})
    await control('/__fault', { kind: 'start', action: { do: 'lose_answer' } })
    await expect(dial()).rejects.toThrow()
    expect((await control('/__calls')).dials).toEqual({ [number]: 1 })
    expect((await sdk.conversationalAi.conversations.list({ userId: 'call_1' })).conversations).toHaveLength(1)
  })

  test('can be refused or put off: nobody is dialled', async () => {
    const { dial, control } = await world({})
    await control('/__fault', { kind: 'start', action: { do: 'refuse', status: 429, code: 'concurrent_limit_exceeded' } })
    await expect(dial()).rejects.toMatchObject({ statusCode: 429, body: { detail: { type: 'rate_limit_error', code: 'concurrent_limit_exceeded' } } })
    await control('/__fault', { path: '/twilio/', action: { do: 'unsuccessful' } })
    expect(await dial()).toMatchObject({ success: false, conversationId: undefined })
    await control('/__fault', { kind: 'start', action: { do: 'close' } })
    await expect(dial()).rejects.toThrow()
    expect((await control('/__calls')).dials).toEqual({})
  })

  test('can be answered with an error although the telephone rings', async () => {
    const { dial, control } = await world({})
    await control('/__fault', { kind: 'start', action: { do: 'refuse', status: 500, register: true } })
    await expect(dial()).rejects.toMatchObject({ statusCode: 500 })
    expect((await control('/__calls')).dials).toEqual({ [number]: 1 })
  })

  test('is forgotten with everything else by a reset', async () => {
    const { dial, control } = await world({})
    await control('/__fault', { kind: 'start', times: -1, action: { do: 'close' } })
    await control('/__reset', {})
    expect((await dial()).success).toBe(true)
  })

  test('is not taken from a fault nobody can spell', async () => {
    const { control } = await world({})
    expect(await control('/__fault', { kind: 'start', action: { do: 'explode' } })).toMatchObject({ detail: expect.any(Array) })
  })
})
