import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clearance } from '../../src/compliance/clearance.ts'
import { canonicalJson, chainReceipt, genesisHash, type Receipt, verifyChain } from '../../src/compliance/receipts.ts'
import { receiptSchema } from '../../src/contract/api.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const allowed: Clearance = { decision: 'allow', not_before: null, rule_ids: [], must_say: ['ai_identity'], explanation: 'Allowed.', rule_version: 'v1' }
const deferred: Clearance = {
  decision: 'defer',
  not_before: '2026-06-11T12:00:00.000Z',
  rule_ids: ['REGF-6B1-HOURS'],
  must_say: [],
  explanation: 'Deferred.',
  rule_version: 'v1',
}

function chainOf(answers: readonly Clearance[]): Receipt[] {
  const receipts: Receipt[] = []
  for (const [n, clearance] of answers.entries()) {
    const at = `2026-06-10T15:00:${String(n).padStart(2, '0')}.000Z`
    const call_id = n % 2 === 0 ? null : `call_0000000000000000000000000${n % 10}`
    const asked = { id: `rcp_${n}`, customer_id: 'cus_00000000000000000000000001', call_id, at, clearance, inputs_hash: sha256(String(n)) }
    receipts.push(chainReceipt(asked, receipts.at(-1) ?? null, sha256))
  }
  return receipts
}

const anyChain = fc.array(fc.constantFrom(allowed, deferred), { minLength: 1, maxLength: 8 }).map(chainOf)
const anyPlace = fc.nat()
const fields: readonly (keyof Receipt)[] = [
  'id',
  'customer_id',
  'call_id',
  'at',
  'verdict',
  'rule_ids',
  'not_before',
  'must_say',
  'explanation',
  'rule_version',
  'inputs_hash',
  'prev_hash',
  'hash',
]

describe('a chain of receipts', () => {
  test('holds as it was written', () => {
    fc.assert(
      fc.property(anyChain, (chain) => {
        expect(verifyChain(chain, sha256)).toEqual({ valid: true, checked: chain.length, first_broken: null })
      }),
    )
  })

  test('always breaks exactly at the receipt in which any one field was changed', () => {
    fc.assert(
      fc.property(anyChain, anyPlace, fc.constantFrom(...fields), (chain, place, field) => {
        const n = place % chain.length
        const forged = chain.map((receipt, index) =>
          index === n ? ({ ...receipt, [field]: Array.isArray(receipt[field]) ? ['FORGED'] : 'forged' } as Receipt) : receipt,
        )
        const first_broken = field === 'id' ? 'forged' : chain[n]?.id
        expect(verifyChain(forged, sha256)).toEqual({ valid: false, checked: n, first_broken })
      }),
    )
  })

  test('always breaks where a receipt was taken out, added or moved', () => {
    fc.assert(
      fc.property(anyChain, anyPlace, (chain, place) => {
        fc.pre(chain.length > 2)
        const n = place % (chain.length - 1)
        expect(verifyChain(chain.toSpliced(n, 1), sha256)).toMatchObject({ valid: false, checked: n })
        expect(verifyChain(chain.toSpliced(n, 0, ...chain.slice(n, n + 1)), sha256)).toMatchObject({ valid: false, checked: n + 1 })
        expect(verifyChain([...chain.slice(n), ...chain.slice(0, n)], sha256).valid).toBe(n === 0)
      }),
    )
  })

  test('breaks when a forger computes the hash of a changed receipt anew, at the one after it', () => {
    const [first, second, third] = chainOf([allowed, deferred, allowed])
    const forged = chainReceipt({ ...second, clearance: allowed } as Parameters<typeof chainReceipt>[0], first ?? null, sha256)
    expect(verifyChain([first, forged, third] as Receipt[], sha256)).toMatchObject({ valid: false, checked: 2, first_broken: third?.id })
  })

  test('begins with a receipt that follows nothing', () => {
    expect(chainOf([allowed])[0]?.prev_hash).toBe(genesisHash)
    expect(verifyChain([], sha256)).toEqual({ valid: true, checked: 0, first_broken: null })
  })

  test('holds what an operator is shown, and survives being stored as JSON in any order of keys', () => {
    const chain = chainOf([allowed, deferred])
    for (const receipt of chain) expect(receiptSchema.strict().parse(receipt)).toEqual(receipt)
    const stored = chain.map((receipt) => JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(receipt).reverse()))) as Receipt)
    expect(verifyChain(stored, sha256).valid).toBe(true)
  })
})

describe('canonical JSON', () => {
  test('is the same for equal values whatever the order of their keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: undefined, Z: true })).toBe('{"Z":true,"b":[1,{"c":"é","d":null}]}')
  })

  test('differs for values that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(canonicalJson(a) === canonicalJson(b)).toBe(isSame(a, b))
      }),
    )
  })
})

function isSame(a: unknown, b: unknown): boolean {
  try {
    // -0 is written as 0.
    expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)))
    return true
  } catch {
    return false
  }
}
