// A call token speaks for one call, until it expires, and cannot be made or altered by anyone else.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mintCallToken, readCallToken } from '../../src/voice/call-token.ts'

const secret = 'call-token-secret'
const call_id = 'call_01ARZ3NDEKTSV4RRFFQ69G5FAV'
const expires_at = '2026-11-23T13:00:00.000Z'
const before = '2026-11-23T12:59:59.999Z'

describe('a call token', () => {
  test('names its call until the second it expires', async () => {
    const token = await mintCallToken(secret, call_id, expires_at)
    expect(await readCallToken(secret, token, before)).toEqual({ call_id })
    expect(await readCallToken(secret, token, expires_at)).toBeNull()
  })

  test('is short, and can stand in a header or an address as it is', async () => {
    expect(await mintCallToken(secret, call_id, expires_at)).toMatch(/^[A-Za-z0-9_.-]{1,300}$/)
  })

  test('of another secret, another call or another expiry is worth nothing', async () => {
    const token = await mintCallToken(secret, call_id, expires_at)
    expect(await readCallToken('another secret', token, before)).toBeNull()
    expect(await readCallToken(secret, token.replace('5FAV', '5FAW'), before)).toBeNull()
    const [form, call, expiry, mac] = token.split('.')
    expect(await readCallToken(secret, `${form}.${call}.${Number(expiry) + 60}.${mac}`, before)).toBeNull()
  })

  test('never survives the change of any one character', async () => {
    const token = await mintCallToken(secret, call_id, expires_at)
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...'ABCDEFabcdef0123456789-_.='), async (index, character) => {
        fc.pre(token[index] !== character)
        expect(await readCallToken(secret, token.slice(0, index) + character + token.slice(index + 1), before)).toBeNull()
      }),
      { numRuns: 500 },
    )
  })

  test('is never found in a stranger’s text, which is answered and not thrown at', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 400 }),
          fc.array(fc.string(), { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.')),
        ),
        async (text) => {
          expect(await readCallToken(secret, text, before)).toBeNull()
        },
      ),
    )
  })
})
