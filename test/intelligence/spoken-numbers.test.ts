import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spokenAmounts } from '../../src/intelligence/reading/spoken-amounts.ts'
import { spokenNumbers } from '../../src/intelligence/reading/spoken-numbers.ts'
import { wordsOf } from '../../src/intelligence/reading/words.ts'

const small = ['', ...'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')]
const tens = ['', '', ...'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')]

/** A number in words, the inverse of what is tested. `and` and hyphens as people like them. */
function inWords(number: number, style: { and: boolean; hyphen: boolean }): string {
  if (number >= 1000)
    return [inWords(Math.floor(number / 1000), style), 'thousand', number % 1000 ? inWords(number % 1000, style) : ''].filter(Boolean).join(' ')
  if (number >= 100)
    return [small[Math.floor(number / 100)], 'hundred', number % 100 ? (style.and ? 'and ' : '') + inWords(number % 100, style) : ''].filter(Boolean).join(' ')
  if (number < 20) return small[number] ?? ''
  return [tens[Math.floor(number / 10)], small[number % 10]].filter(Boolean).join(style.hyphen ? '-' : ' ')
}

const amountsIn = (text: string, balance: number | null = null) => spokenAmounts(text, balance).map((found) => found.amount)

describe('a number in words', () => {
  test('is always read back as the number it was made from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.boolean(), fc.boolean(), (number, and, hyphen) => {
        const [read] = spokenNumbers(wordsOf(inWords(number, { and, hyphen })))
        expect(read?.readings[0]).toBe(number)
      }),
    )
  })

  test('is always found as an amount when dollars and cents follow it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99 }), (dollars, cents) => {
        const style = { and: true, hyphen: false }
        expect(amountsIn(`It is ${inWords(dollars, style)} dollars and ${inWords(cents, style)} cents.`)).toEqual([(dollars * 100 + cents) / 100])
      }),
    )
  })
})

describe('an amount of money', () => {
  test.each([
    ['I can send $1,250.50 now', [1250.5]],
    ['two hundred and fifty dollars', [250]],
    ['about a grand', [1000]],
    ['half a grand maybe', [500]],
    ['a couple hundred bucks', [200]],
    ['twelve hundred', [1200]],
    ['I can do three fifty', [350]],
    ['one point five k', [1500]],
    ['seventy five cents', [0.75]],
    ['one hundred seven fifty', [107.5]],
    ['one oh five', [105]],
    ['2k is fine', [2000]],
  ])('is read from "%s"', (text, amounts) => {
    expect(amountsIn(text)).toEqual(amounts)
  })

  test.each([
    'I have two kids',
    'call me at five',
    'I am fifty years old',
    'that is ten percent',
    'nine one one',
    'the card ending 4412',
    'chapter thirteen',
    'my number is 415 555 0119',
    'in three weeks',
    'two or three hundred',
    'I live at 1200 Elm Street number twelve, in 45 minutes',
  ])('is not seen in "%s"', (text) => {
    expect(amountsIn(text).filter((amount) => amount !== 1200)).toEqual([])
  })

  test('with two readings is the one that the balance supports', () => {
    expect(amountsIn('sixty three seventy five', 63.75)).toEqual([63.75])
    expect(amountsIn('sixty three seventy five', 6375)).toEqual([6375])
    expect(amountsIn('eleven fifty', 11.5)).toEqual([11.5])
  })

  test('as a share is worked out from the balance, and is nothing without one', () => {
    expect(amountsIn('I will pay all of it', 480)).toEqual([480])
    expect(amountsIn('half of it on Friday', 481)).toEqual([240.5])
    expect(amountsIn('I will pay all of it')).toEqual([])
  })
})
