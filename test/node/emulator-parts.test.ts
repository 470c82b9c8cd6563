// The emulator's parts by themselves: reading an event stream, chance, flags.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventsOf } from '../../emulator/llm/event-stream.ts'
import { chanceOf } from '../../emulator/random.ts'
import { localSettings, settingsFrom } from '../../emulator/settings.ts'

describe('an event stream', () => {
  const text = ': hello\n\ndata: {"a":"ä€"}\n\nevent: x\ndata: one\ndata: two\n\r\n: ping\r\n\r\ndata: [DONE]\r\n\r\n'.replace('\n\r\n', '\n\n')
  const bytes = new TextEncoder().encode(text)
  const read = async (parts: Uint8Array[]) => {
    const pieces = async function* () {
      yield* parts
    }
    const events: string[] = []
    for await (const event of eventsOf(pieces())) events.push(event)
    return events
  }

  test('always gives the same events, wherever it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length })), async (cuts) => {
        const ends = [...cuts].sort((a, b) => a - b)
        const parts = [...ends, bytes.length].map((end, i) => bytes.slice(ends[i - 1] ?? 0, end))
        expect(await read(parts)).toEqual(['{"a":"ä€"}', 'one\ntwo', '[DONE]'])
      }),
    )
  })

  test('that ends inside a frame is no whole stream', async () => {
    await expect(read([new TextEncoder().encode('data: one\n\ndata: tw')])).rejects.toThrow('inside a frame')
  })
})

describe('chance', () => {
  test('always lies from 0 up to 1 and is the same for the same seed and name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.string(), (seed, name) => {
        const [one, other] = [chanceOf(seed, name), chanceOf(seed, name)]
        for (let i = 0; i < 20; i++) {
          const drawn = one()
          expect(drawn).toBe(other())
          expect(drawn >= 0 && drawn < 1).toBe(true)
        }
      }),
    )
  })
})

describe('the flags', () => {
  test('change what they name and leave the local values otherwise', () => {
    expect(settingsFrom(['--port', '9', '--product', 'http://localhost:1/', '--speed', 'fast', '--agents', '{"collections":"a"}'])).toEqual({
      ...localSettings,
      port: 9,
      product: 'http://localhost:1',
      speed: Number.POSITIVE_INFINITY,
      agents: { collections: 'a' },
    })
  })

  test.each([
    ['--speed', 'slow'],
    ['--port', '70000'],
    ['--agents', '[]'],
    ['--product', 'nowhere'],
  ])('refuse %s %s by name', (flag, value) => {
    expect(() => settingsFrom([flag, value])).toThrow(flag)
  })
})
