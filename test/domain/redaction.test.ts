import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact } from '../../src/domain/redaction.ts'

/** The digit that makes the whole pass the Luhn check, counted here the slow way. */
function withCheckDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = place % 2 === 0 ? Number(digit) * 2 : Number(digit)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return digits + String((10 - (sum % 10)) % 10)
}

const digitsOf = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((digits) => digits.join(''))
const cardOf = (prefix: string, length: number) => digitsOf(length - prefix.length - 1).map((middle) => withCheckDigit(prefix + middle))
/** Of the large schemes, each with the groups in which it is printed. */
const anyPrintedCard = fc
  .constantFrom<{ prefix: string; groups: number[] }>(
    { prefix: '4', groups: [4, 4, 4, 4] },
    { prefix: '55', groups: [4, 4, 4, 4] },
    { prefix: '2221', groups: [4, 4, 4, 4] },
    { prefix: '6011', groups: [4, 4, 4, 4] },
    { prefix: '3530', groups: [4, 4, 4, 4] },
    { prefix: '62', groups: [4, 4, 4, 4, 3] },
    { prefix: '37', groups: [4, 6, 5] },
    { prefix: '36', groups: [4, 6, 4] },
  )
  .chain(({ prefix, groups }) =>
    cardOf(
      prefix,
      groups.reduce((sum, size) => sum + size),
    ).map((card) => ({ card, groups })),
  )

function inGroups(card: string, sizes: readonly number[], separator: string): string {
  const ends = sizes.map((_, place) => sizes.slice(0, place + 1).reduce((sum, size) => sum + size, 0))
  return ends.map((end, place) => card.slice(ends[place - 1] ?? 0, end)).join(separator)
}

const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const spoken = (digits: string, zero = 'zero') => [...digits].map((digit) => (digit === '0' ? zero : words[Number(digit)])).join(' ')
const anySentence = fc.constantFrom<[string, string]>(
  ['', ''],
  ['my card is ', ' thanks'],
  ['It is: ', '. And the amount is $250.50.'],
  ['ok (', ')'],
  ['card no. ', ', expires 12/28'],
)

describe('a card number', () => {
  test('as it is printed is always taken out, but for its last four digits', () => {
    fc.assert(
      fc.property(anyPrintedCard, fc.constantFrom('', ' ', '-', ', ', ' - ', '.'), anySentence, ({ card, groups }, separator, [before, after]) => {
        expect(redact(`${before}${inGroups(card, groups, separator)}${after}`)).toEqual({
          text: `${before}[card ending ${card.slice(-4)}]${after}`,
          redacted: true,
        })
      }),
      { numRuns: 500, seed: 20261123 },
    )
  })

  test('of 13 to 19 digits that passes the check is always taken out, however spaces and dashes cut it', () => {
    const anyCard = fc.integer({ min: 13, max: 19 }).chain((length) => digitsOf(length - 1).map(withCheckDigit))
    const anyCuts = fc.array(fc.constantFrom('', '', '', ' ', '-'), { minLength: 18, maxLength: 18 })
    fc.assert(
      fc.property(anyCard, anyCuts, (card, cuts) => {
        const text = [...card].map((digit, place) => (place === 0 ? digit : `${cuts[place - 1]}${digit}`)).join('')
        // Cut as two telephone numbers or as two dates it is left alone.
        fc.pre(!/(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)|(?:19|20)\d\d-[01]\d-[0-3]\d/.test(text))
        expect(redact(text)).toEqual({ text: `[card ending ${card.slice(-4)}]`, redacted: true })
      }),
      { numRuns: 1000, seed: 20261123 },
    )
  })

  test('read out digit by digit is always taken out', () => {
    fc.assert(
      fc.property(anyPrintedCard, fc.constantFrom('zero', 'oh'), anySentence, ({ card }, zero, [before, after]) => {
        expect(redact(`${before}${spoken(card, zero)}${after}`).text).toBe(`${before}[card ending ${card.slice(-4)}]${after}`)
      }),
      { seed: 20261123 },
    )
  })

  test.each([
    ['half in words', 'four one one one, 1111 1111 uh 1111', '[card ending 1111]'],
    ['in capitals', 'FOUR ONE ONE ONE one one one one one one one one one one one one', '[card ending 1111]'],
    ['twice', '4111 1111 1111 1111 5500 0000 0000 0004', '[card ending 1111] [card ending 0004]'],
    ['with its expiry and code behind it', '4111 1111 1111 1111 12 28 123', '[card ending 1111] 12 28 [security code]'],
    ['with its expiry and code in words', '4111111111111111, exp 12/28, 123', '[card ending 1111], exp 12/28, [security code]'],
    ['between two other numbers', 'account 1234 4111111111111111 12', 'account 1234 [card ending 1111] 12'],
  ])('%s is taken out', (_, text, clean) => expect(redact(text)).toEqual({ text: clean, redacted: true }))

  test('that fails the check is left alone', () => {
    fc.assert(
      fc.property(anyPrintedCard, ({ card, groups }) => {
        const wrong = card.slice(0, -1) + String((Number(card.at(-1)) + 1) % 10)
        expect(redact(inGroups(wrong, groups, ''))).toEqual({ text: wrong, redacted: false })
      }),
      { seed: 20261123 },
    )
  })
})

describe('a security code', () => {
  test.each([
    ['my CVV is 123', 'my CVV is [security code]'],
    ['cvc: 1234', 'cvc: [security code]'],
    ['the security code? yeah, it is nine eight seven', 'the security code? yeah, it is [security code]'],
    ['the three digits on the back are 007', 'the three digits on the back are [security code]'],
    ['123 is my cvv', '[security code] is my cvv'],
    ['CVV 123. I will pay 500 dollars', 'CVV [security code]. I will pay 500 dollars'],
  ])('in "%s" is taken out', (text, clean) => expect(redact(text)).toEqual({ text: clean, redacted: true }))

  test.each(['the security code, and I will pay 500 dollars', 'my cvv is fine and I owe 1250', 'security code is $500', 'I paid 100 and then 250'])(
    'is not seen in "%s"',
    (text) => expect(redact(text)).toEqual({ text, redacted: false }),
  )
})

describe('a social security number', () => {
  test('with dashes is always taken out, unless its area was never given out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 9999 }), (area, group, serial) => {
        const number = `${String(area).padStart(3, '0')}-${String(group).padStart(2, '0')}-${String(serial).padStart(4, '0')}`
        const isPossible = area !== 0 && area !== 666 && area < 900
        expect(redact(`it is ${number}.`)).toEqual({ text: `it is ${isPossible ? '[social security number]' : number}.`, redacted: isPossible })
      }),
      { seed: 20261123 },
    )
  })

  test.each([
    ['my social is 123 45 6789', 'my social is [social security number]'],
    ['social security number: 123456789, date', 'social security number: [social security number], date'],
    ['ssn one two three, four five, six seven eight nine', 'ssn [social security number]'],
    ["my social's oh seven eight oh five one one two oh", "my social's [social security number]"],
    ['123 45 6789 is my social', '[social security number] is my social'],
  ])('in "%s" is taken out', (text, clean) => expect(redact(text)).toEqual({ text: clean, redacted: true }))

  test.each(['the last four of my social are 6789', 'my account is 542168940 and my ssn is 8223', 'account 123 45 6789', 'social worker at 404-555-0107'])(
    'is not seen in "%s"',
    (text) => expect(redact(text)).toEqual({ text, redacted: false }),
  )
})

describe('what is no secret', () => {
  test.each([
    'call me at 404-555-0107 or 404-555-0108',
    'call 404 555 0107 404 555 0108 1250',
    '+1 (404) 555-0107',
    '+49 1512 34567890',
    'four oh four five five five oh one oh seven',
    'I owe $1,250.50, then $2,300.00 and 1,000,000.00',
    'between 2026-06-12 2026-06-13 at 14:00',
    '06/12/2026, 06/13/2026',
    'claim 12345678, policy AB4111111111111111',
    'case 1763890000000',
    'one two three, go',
    'one moment, two of them, three, maybe four',
    'conv_4111aaaa1111',
    '',
  ])('stays: "%s"', (text) => expect(redact(text)).toEqual({ text, redacted: false }))

  test('stays in any telephone number of the plan, alone or in pairs', () => {
    const anyPhone = fc.tuple(fc.integer({ min: 200, max: 999 }), fc.integer({ min: 200, max: 999 }), fc.integer({ min: 0, max: 9999 }))
    const written = fc.constantFrom<(area: number, exchange: number, line: string) => string>(
      (area, exchange, line) => `${area}-${exchange}-${line}`,
      (area, exchange, line) => `(${area}) ${exchange}-${line}`,
      (area, exchange, line) => `${area} ${exchange} ${line}`,
      (area, exchange, line) => `+1${area}${exchange}${line}`,
    )
    fc.assert(
      fc.property(anyPhone, anyPhone, written, ([area, exchange, line], [area2, exchange2, line2], write) => {
        const text = `call ${write(area, exchange, String(line).padStart(4, '0'))} or ${write(area2, exchange2, String(line2).padStart(4, '0'))}`
        expect(redact(text)).toEqual({ text, redacted: false })
      }),
      { numRuns: 500, seed: 20261123 },
    )
  })

  test('stays in telephone numbers and dates that follow one another without a word', () => {
    const anyPhone = fc
      .tuple(fc.integer({ min: 200, max: 999 }), fc.integer({ min: 200, max: 999 }), fc.integer({ min: 1000, max: 9999 }), fc.constantFrom(' ', '-'))
      .map(([area, exchange, line, separator]) => [area, exchange, line].join(separator))
    const anyDate = fc.date({ min: new Date('2000-01-01'), max: new Date('2059-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))
    const anyAmount = fc.integer({ min: 100, max: 99_999 }).map(String)
    fc.assert(
      fc.property(fc.oneof(fc.tuple(anyPhone, anyAmount), fc.tuple(anyPhone, anyPhone), fc.tuple(anyDate, anyDate), fc.tuple(anyDate, anyAmount)), (pair) => {
        expect(redact(pair.join(' '))).toEqual({ text: pair.join(' '), redacted: false })
      }),
      { numRuns: 1000, seed: 20261123 },
    )
  })

  test('and what was taken out once never changes again', () => {
    const anyPiece = fc.oneof(
      anyPrintedCard.map(({ card, groups }) => inGroups(card, groups, ' ')),
      fc.constantFrom(
        '123-45-6789',
        'my social is',
        '123 45 6789',
        'cvv',
        '123',
        '12/28',
        'call 404-555-0107',
        'four one one',
        'is my cvv',
        '500 dollars',
        ',',
      ),
    )
    fc.assert(
      fc.property(fc.array(anyPiece, { maxLength: 6 }), (pieces) => {
        const once = redact(pieces.join(' '))
        expect(redact(once.text).text).toBe(once.text)
        expect(once.redacted).toBe(once.text !== pieces.join(' '))
      }),
      { numRuns: 500, seed: 20261123 },
    )
  })

  test('costs next to nothing to look through, however long and odd it is', () => {
    const odd = [
      '1 '.repeat(4000),
      'one '.repeat(2000),
      '4111 '.repeat(1600),
      `[card ending 1111] ${'exp'.repeat(2500)}!`,
      `cvv ${'is '.repeat(2600)}`,
      'social '.repeat(1100),
      `${' '.repeat(7900)}111`,
    ]
    const began = performance.now()
    for (const text of odd) redact(text)
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

const calls = fileURLToPath(new URL('../../../shared/data/calls/', import.meta.url).href)
const spokenTexts: string[] = existsSync(calls)
  ? readdirSync(calls).flatMap((file) =>
      readFileSync(`${calls}${file}`, 'utf8')
        .trim()
        .split('\n')
        .flatMap((line) => (JSON.parse(line) as { entries: { text: string }[] }).entries.map((entry) => entry.text)),
    )
  : []

describe('in recorded calls', () => {
  if (spokenTexts.length === 0) test.skip('(the recorded calls, ../shared/data/calls, are not on this machine)')

  test.skipIf(spokenTexts.length === 0)('no number shorter than a card, and no amount, is taken for one', () => {
    const falseAlarms = spokenTexts.filter((text) => {
      const { redacted } = redact(text)
      const longest = Math.max(0, ...(text.match(/\d(?:[ ,.-]{0,3}\d)*/g) ?? []).map((run) => run.replace(/\D/g, '').length))
      return redacted && longest < 13 && !/soc|ssn|\d{3}-\d{2}-\d{4}|cv[vc]|code|digits/i.test(text)
    })
    expect(falseAlarms).toEqual([])
  })

  test.skipIf(spokenTexts.length === 0)('hardly one text in five hundred is touched, and every number that is a card of its scheme is', () => {
    const touched = spokenTexts.filter((text) => redact(text).redacted)
    expect(touched.length).toBeGreaterThan(0)
    expect(touched.length / spokenTexts.length).toBeLessThan(0.002)
    const cards = spokenTexts.filter(
      (text) => /\b4\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}\b/.test(text) && passes(text.match(/\b4\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}\b/)?.[0] ?? ''),
    )
    expect(cards.filter((text) => !redact(text).redacted)).toEqual([])
  })
})

function passes(card: string): boolean {
  const digits = card.replace(/\D/g, '')
  return withCheckDigit(digits.slice(0, -1)) === digits
}
