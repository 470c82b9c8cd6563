// Replayed conversations: what leaves for the product must be all that the file holds.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Conversation, conversationIdOf, signatureOf, spokenEntries, timesOf, webhookOf } from '../../scripts/local/conversations.ts'

const told: Conversation = {
  id: 'file-1',
  entries: [
    { speaker: 'agent', text: 'one two three four five' },
    { speaker: 'customer', text: 'six seven eight nine ten' },
    { speaker: 'customer', text: '  ' },
  ],
}

const anyConversation = fc.record({
  id: fc.string({ minLength: 1 }),
  entries: fc.array(fc.record({ speaker: fc.constantFrom('agent' as const, 'customer' as const), text: fc.string() }), { maxLength: 20 }),
})

describe('a replayed conversation', () => {
  test('without times is spoken at 150 words a minute', () => {
    expect(timesOf(told)).toEqual({ at_ms: [0, 2000, 4000], duration_ms: 4000, stated: false })
  })

  test('with times keeps them, and lasts as long as the file says', () => {
    const timed: Conversation = { id: 'file-2', duration_seconds: 48, entries: [{ speaker: 'agent', text: 'hello', at_ms: 3319 }] }
    expect(timesOf(timed)).toEqual({ at_ms: [3319], duration_ms: 48_000, stated: true })
  })

  test('never has its turns out of order or ending before they began', () => {
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        const { at_ms, duration_ms } = timesOf(conversation)
        expect(at_ms).toEqual([...at_ms].sort((a, b) => a - b))
        expect(duration_ms).toBeGreaterThanOrEqual(at_ms.at(-1) ?? 0)
      }),
    )
  })

  test('always reports every turn of the file, in its order and words', () => {
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        const { data } = JSON.parse(webhookOf(conversation, 'agent_1', Date.UTC(2026, 10, 23))) as { data: { transcript: { role: string; message: string }[] } }
        expect(data.transcript.map((turn) => [turn.role === 'agent' ? 'agent' : 'customer', turn.message])).toEqual(
          conversation.entries.map((entry) => [entry.speaker, entry.text]),
        )
      }),
    )
  })

  test('counts only the entries that say something', () => {
    expect(spokenEntries(told)).toBe(2)
  })

  test('has the same name whenever it is read, and another than its neighbour', () => {
    expect(conversationIdOf(told)).toBe(conversationIdOf({ ...told, entries: [] }))
    expect(conversationIdOf(told)).not.toBe(conversationIdOf({ ...told, id: 'file-2' }))
  })

  test('is signed over its time and its raw body', () => {
    expect(signatureOf('{"a":1}', 'secret', 1_700_000_000_999)).toBe('t=1700000000,v0=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686')
  })
})
