import fc from 'fast-check'
import { uuidv7 } from 'uuidv7'
import { describe, expect, test } from 'vitest'
import { callIdSchema, idFromBytes, idFromUuid, idPattern, prefixes } from '../../src/domain/id.ts'

const anyBytes = fc.uint8Array({ minLength: 16, maxLength: 16 })

describe('an id', () => {
  test('always has its prefix and 26 characters of the alphabet', () => {
    fc.assert(
      fc.property(fc.constantFrom(...prefixes), anyBytes, (prefix, bytes) => {
        expect(idFromBytes(prefix, bytes)).toMatch(idPattern(prefix))
      }),
    )
  })

  test('always sorts as its bytes do, and is shared by no others', () => {
    const order = (a: Uint8Array, b: Uint8Array) => Math.sign(Buffer.compare(a, b))
    const textOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
    fc.assert(
      fc.property(anyBytes, anyBytes, (a, b) => {
        expect(textOrder(idFromBytes('call', a), idFromBytes('call', b))).toBe(order(a, b))
      }),
    )
  })

  test('made of a later UUID sorts later', () => {
    expect(idFromUuid('call', '019aaaaa-0000-7000-8000-000000000000') < idFromUuid('call', '019aaaab-0000-7000-8000-000000000000')).toBe(true)
    expect(idFromUuid('cus', uuidv7())).toMatch(idPattern('cus'))
  })

  test('is the same for the same UUID, written out', () => {
    expect(idFromUuid('call', '00000000-0000-0000-0000-000000000000')).toBe('call_00000000000000000000000000')
    expect(idFromUuid('call', 'ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe('call_7ZZZZZZZZZZZZZZZZZZZZZZZZZ')
    expect(idFromUuid('call', '00000000-0000-0000-0000-000000000020')).toBe('call_00000000000000000000000010')
  })

  test.each([
    'cus_00000000000000000000000000',
    'call_0000000000000000000000000',
    'call_0000000000000000000000000I',
    'call_000000000000000000000000000',
    'call_0000000000000000000000000a',
  ])('of a call is not %s', (id) => expect(callIdSchema.safeParse(id).success).toBe(false))
})
