import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amountSchema, currencySchema, fromCents, speakable, toCents } from '../../src/domain/money.ts'

const anyCents = fc.integer({ min: 0, max: 99_999_999_999 })

describe('an amount', () => {
  test('always survives the way to cents and back', () => {
    fc.assert(
      fc.property(anyCents, (cents) => {
        expect(toCents(fromCents(cents))).toBe(cents)
        expect(amountSchema.parse(JSON.parse(JSON.stringify(fromCents(cents))))).toBe(fromCents(cents))
      }),
    )
  })

  test.each([0, 0.01, 0.1, 19.99, 0.29, 1.1, 1005.01, 999_999_999.99])('of %d is understood', (amount) => {
    expect(amountSchema.parse(amount)).toBe(amount)
  })

  test.each([-0.01, 1_000_000_000, 0.001, 19.999, 0.1 + 0.2, Number.NaN, Number.POSITIVE_INFINITY, '19.99'])('of %s is not', (amount) => {
    expect(amountSchema.safeParse(amount).success).toBe(false)
  })

  test('with a third decimal place is never understood', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 1, max: 9 }), (cents, mills) => {
        expect(amountSchema.safeParse(Number(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}${mills}`)).success).toBe(false)
      }),
    )
  })

  test.each([
    [0, '$0.00'],
    [5, '$0.05'],
    [125_050, '$1,250.50'],
    [100_000_000, '$1,000,000.00'],
    [-50, '-$0.50'],
    [-123_456, '-$1,234.56'],
  ])('of %d cents is read as %s', (cents, text) => expect(speakable(cents)).toBe(text))

  test('in another currency names it', () => {
    expect(speakable(125_050, 'CAD')).toBe('1,250.50 CAD')
    expect(speakable(-5, 'CAD')).toBe('-0.05 CAD')
    expect(currencySchema.safeParse('dollars').success).toBe(false)
  })

  test('is always read as what it is', () => {
    fc.assert(
      fc.property(anyCents, (cents) => {
        expect(toCents(Number(speakable(cents).replace(/[$,]/g, '')))).toBe(cents)
      }),
    )
  })
})
