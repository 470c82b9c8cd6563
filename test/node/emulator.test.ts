// The emulator of ElevenLabs as a caller of its API sees it, judged by the provider's own SDK: placing calls, and what becomes of them.
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { describe, expect, test, vi } from 'vitest'
import { localSettings } from '../../emulator/settings.ts'
import { absent, agent, number, signedWith, steppedClock, virtualClock, words, world } from './emulated-world.ts'

describe('the official SDK', () => {
  test('places a call, and reads and lists it at every status', async () => {
    const clock = steppedClock()
    const { sdk, dial, webhook } = await world({ clock })
    const placed = await dial()
    expect(placed).toMatchObject({ success: true, conversationId: expect.stringMatching(/^conv_/), callSid: expect.stringMatching(/^CA[0-9a-f]{32}$/) })
    const conversation_id = placed.conversationId ?? ''
    const seen = new Set<string>()
    await vi.waitUntil(
      async () => {
        const { status } = await sdk.conversationalAi.conversations.get(conversation_id)
        await sdk.conversationalAi.conversations.list({ userId: 'call_1' })
        seen.add(status)
        clock.step()
        return status === 'done'
      },
      { timeout: 5_000, interval: 1 },
    )
    expect([...seen]).toEqual(['initiated', 'in-progress', 'processing', 'done'])
    const done = await sdk.conversationalAi.conversations.get(conversation_id)
    expect(done.metadata).toMatchObject({ phoneCall: { type: 'twilio', direction: 'outbound', externalNumber: number, callResult: 'answered' } })
    expect(done.analysis).toMatchObject({ callSuccessful: 'success' })
    const { signature, text } = await webhook()
    const event = await sdk.webhooks.constructEvent(text, signature, localSettings.webhookSecret)
    expect(event).toMatchObject({
      type: 'post_call_transcription',
      data: { user_id: 'call_1', conversation_initiation_client_data: { dynamic_variables: { call_id: 'call_1' } } },
    })
  })

  test('places a call over a SIP trunk', async () => {
    const { sdk } = await world({})
    const placed = await sdk.conversationalAi.sipTrunk.outboundCall({ agentId: agent, agentPhoneNumberId: 'phnum_local', toNumber: number })
    const read = await sdk.conversationalAi.conversations.get(placed.conversationId ?? '')
    expect(read.metadata.phoneCall).toMatchObject({ type: 'sip_trunking', callSid: placed.sipCallId })
  })

  test('gets a signed address and a token for a conversation in the browser', async () => {
    const { sdk, emulator } = await world({})
    const { signedUrl } = await sdk.conversationalAi.conversations.getSignedUrl({ agentId: agent })
    expect(signedUrl.startsWith(`${emulator.url.replace('http', 'ws')}/v1/convai/conversation?agent_id=${agent}&conversation_signature=`)).toBe(true)
    expect(await sdk.conversationalAi.conversations.getWebrtcToken({ agentId: agent })).toMatchObject({
      token: expect.any(String),
      conversationId: expect.any(String),
    })
  })

  test('is refused as the provider refuses: a wrong key, an unknown agent, a number that is none', async () => {
    const { sdk, emulator } = await world({})
    const order = { agentId: agent, agentPhoneNumberId: 'phnum_local', toNumber: number }
    const stranger = new ElevenLabsClient({ apiKey: 'another', baseUrl: emulator.url, maxRetries: 0 })
    await expect(stranger.conversationalAi.twilio.outboundCall(order)).rejects.toMatchObject({ statusCode: 401, body: { detail: { code: 'invalid_api_key' } } })
    await expect(sdk.conversationalAi.twilio.outboundCall({ ...order, agentId: 'agent_x' })).rejects.toMatchObject({
      statusCode: 404,
      body: { detail: { code: 'agent_not_found' } },
    })
    await expect(sdk.conversationalAi.twilio.outboundCall({ ...order, toNumber: '12' })).rejects.toMatchObject({
      statusCode: 422,
      body: { detail: [{ loc: ['body', 'to_number'] }] },
    })
    await expect(sdk.conversationalAi.conversations.get('conv_x')).rejects.toMatchObject({
      statusCode: 404,
      body: { detail: { code: 'conversation_not_found' } },
    })
  })

  test('walks every call once, newest first, although calls are placed between the pages', async () => {
    const { sdk, dial } = await world({ persona: absent })
    const placed: (string | undefined)[] = []
    for (let i = 0; i < 5; i++) placed.unshift((await dial()).conversationId)
    const first = await sdk.conversationalAi.conversations.list({ userId: 'call_1', pageSize: 2 })
    await dial()
    const second = await sdk.conversationalAi.conversations.list({ userId: 'call_1', pageSize: 2, cursor: first.nextCursor ?? '' })
    const third = await sdk.conversationalAi.conversations.list({ userId: 'call_1', pageSize: 2, cursor: second.nextCursor ?? '' })
    expect([first, second, third].flatMap((page) => page.conversations.map((one) => one.conversationId))).toEqual(placed)
    expect([first.hasMore, second.hasMore, third.hasMore, third.nextCursor]).toEqual([true, true, false, undefined])
    expect((await sdk.conversationalAi.conversations.list({ userId: 'somebody else' })).conversations).toEqual([])
  })
})

describe('a call', () => {
  test('asks the custom LLM with the whole history, the rendered prompt and the call token', async () => {
    const { product, dial, webhook } = await world({})
    await dial()
    await webhook()
    const [first, second] = product.llm.map((request) => JSON.parse(request.text))
    expect(product.llm[0]?.authorization).toBe(`Bearer ${localSettings.llmSecret}`)
    expect(first).toMatchObject({
      stream: true,
      user_id: 'call_1',
      elevenlabs_extra_body: { call_token: 'token_1' },
      model: expect.any(String),
      temperature: expect.any(Number),
      max_tokens: expect.any(Number),
    })
    expect(first.messages).toEqual([
      { role: 'system', content: 'Be kind to Dana.' },
      { role: 'assistant', content: 'Hello, may I speak with Dana?' },
      { role: 'user', content: expect.stringContaining('answer number 0') },
    ])
    expect(second.messages.slice(0, 3)).toEqual(first.messages)
    expect(second.messages.slice(3)).toEqual([
      { role: 'assistant', content: words.text },
      { role: 'user', content: expect.stringContaining('answer number 1') },
    ])
    const endCall = first.tools.find((tool: { function: { name: string } }) => tool.function.name === 'end_call')
    expect(endCall).toMatchObject({ type: 'function', function: { parameters: { type: 'object', required: ['reason'] } } })
  })

  test('ends with the farewell of end_call, and is reported once under the right signature with every word that was spoken', async () => {
    const { product, dial, control, webhook } = await world({})
    const { conversationId } = await dial()
    const { body, ...received } = await webhook()
    expect(signedWith(localSettings.webhookSecret, received)).toBe(true)
    const { spoken } = await control(`/__spoken/${conversationId}`)
    expect(body.data.transcript.map((turn: { role: string; message: string }) => [turn.role, turn.message])).toEqual(
      spoken.map((line: { speaker: string; text: string }) => [line.speaker, line.text]),
    )
    expect(body.data.transcript.at(-1)).toMatchObject({
      role: 'agent',
      message: 'Thank you, Dana. Goodbye.',
      tool_calls: [{ type: 'system', tool_name: 'end_call', tool_has_been_called: true }],
      tool_results: [{ tool_name: 'end_call', result: { result_type: 'end_call_success', reason: 'settled' } }],
    })
    expect(body.data).toMatchObject({
      status: 'done',
      metadata: { cost: body.data.metadata.call_duration_secs * 6, termination_reason: 'end_call tool was called.' },
    })
    expect(product.webhooks).toHaveLength(1)
  })

  test('is over within a second when fast, and lasts as long as people would have talked all the same', async () => {
    const { dial, webhook } = await world({ answers: [words] })
    const began = performance.now()
    await dial()
    const { body } = await webhook()
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(body.data.metadata.call_duration_secs).toBeGreaterThanOrEqual(30)
    const seconds = body.data.transcript.map((turn: { time_in_call_secs: number }) => turn.time_in_call_secs)
    expect(seconds).toEqual([...seconds].sort((a: number, b: number) => a - b))
    expect(body.data.metadata.termination_reason).toBe('Call ended by remote party')
  })

  test('takes at human speed the time that it says it took', async () => {
    const clock = virtualClock()
    const { dial, webhook } = await world({ speed: 1, clock, answers: [words] })
    await dial()
    const { body } = await webhook()
    const { accepted_time_unix_secs, call_duration_secs } = body.data.metadata
    expect(Math.abs(body.event_timestamp - accepted_time_unix_secs - call_duration_secs)).toBeLessThanOrEqual(4)
  })

  test('is the same again with the same seed, and another with another', async () => {
    const said = async (seed: number) => {
      const { dial, webhook } = await world({ seed, answers: [words] })
      await dial()
      return (await webhook()).body.data.transcript.map((turn: { message: string }) => turn.message).join('\n')
    }
    expect(await said(7)).toBe(await said(7))
    expect(await said(7)).not.toBe(await said(8))
  })

  test('tells the custom LLM and the record only what was heard of a turn that was cut short', async () => {
    const { product, dial, control, webhook } = await world({})
    await control('/__persona', { to_number: number, persona_id: 'promiser', interrupt_turns: [1] })
    await dial()
    const { body } = await webhook()
    const heard = 'Thank you. When would it suit you to pay the amount that is open,'
    expect(body.data.transcript[2]).toMatchObject({ interrupted: true, message: heard, original_message: words.text })
    expect(JSON.parse(product.llm[1]?.text ?? '').messages[3]).toEqual({ role: 'assistant', content: heard })
  })

  test('that a mailbox takes is an answered call with voicemail_detection, and the custom LLM is not asked', async () => {
    const { product, dial, control, webhook } = await world({})
    await control('/__persona', { to_number: number, persona_id: 'voicemail' })
    await dial()
    const { body } = await webhook()
    expect(body).toMatchObject({ type: 'post_call_transcription', data: { status: 'done', metadata: { phone_call: { call_result: 'voicemail' } } } })
    expect(body.data.metadata.features_usage.voicemail_detection.used).toBe(true)
    expect(body.data.transcript.at(-1).tool_calls[0].tool_name).toBe('voicemail_detection')
    expect(product.llm).toHaveLength(0)
  })

  test('nobody picks up is reported as no answer, without a conversation', async () => {
    const { sdk, dial, webhook } = await world({ persona: absent })
    const { conversationId, callSid } = await dial()
    const { body } = await webhook()
    expect(body).toMatchObject({
      type: 'call_initiation_failure',
      data: {
        conversation_id: conversationId,
        failure_reason: 'no-answer',
        metadata: { type: 'twilio', body: { CallSid: callSid, CallStatus: 'no-answer', To: number } },
      },
    })
    expect(await sdk.conversationalAi.conversations.get(conversationId ?? '')).toMatchObject({ status: 'failed', transcript: [] })
  })

  test('to a line that was made busy fails once and goes through the next time', async () => {
    const { dial, control, webhook } = await world({})
    await control('/__outcome', { to_number: number, outcome: 'busy' })
    await dial()
    expect((await webhook(1)).body).toMatchObject({ type: 'call_initiation_failure', data: { failure_reason: 'busy' } })
    await dial()
    expect((await webhook(2)).body.type).toBe('post_call_transcription')
    expect((await control('/__calls')).dials).toEqual({ [number]: 2 })
  })

  test('whose prompt names a variable without a value fails before it rings', async () => {
    const { sdk, product, webhook } = await world({})
    await sdk.conversationalAi.twilio.outboundCall({
      agentId: agent,
      agentPhoneNumberId: 'phnum_local',
      toNumber: number,
      conversationInitiationClientData: { conversationConfigOverride: { agent: { firstMessage: 'Hello {{nobody}}' } } },
    })
    const { body } = await webhook()
    expect(body.data).toMatchObject({ status: 'failed', metadata: { error: { code: 1008, reason: 'missing_dynamic_variable: nobody' } } })
    expect(product.llm).toHaveLength(0)
  })
})
