// Numbers as people say them: "two hundred and fifty", "three fifty", "twelve hundred", "a grand", "$1,250.50".
import type { Span, Word } from './words.ts'

const units = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const teens = ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen']
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

const below100 = new Map<string, number>([
  ...units.map((word, at): [string, number] => [word, at]),
  ...teens.map((word, at): [string, number] => [word, at + 10]),
  ...tens.map((word, at): [string, number] => [word, at * 10 + 20]),
])
const scales = new Map([
  ['hundred', 100],
  ['hundo', 100],
  ['thousand', 1000],
  ['grand', 1000],
  ['k', 1000],
  ['million', 1_000_000],
])

/** A number of the text. `readings`: what it can mean, likeliest first; empty for a string of digits (a telephone, a code). */
export type SpokenNumber = Span & { readings: number[]; first: number; last: number; dollar_sign: boolean }

/** @param words of one turn, in order */
export function spokenNumbers(words: readonly Word[]): SpokenNumber[] {
  const found: SpokenNumber[] = []
  for (let at = 0; at < words.length; at++) {
    const number = digitsAt(words, at) ?? vagueMultipleAt(words, at) ?? spelledAt(words, at)
    if (!number) continue
    found.push(number)
    at = number.last
  }
  return found
}

function spanOf(words: readonly Word[], first: number, last: number, readings: number[], dollar_sign = false): SpokenNumber {
  return { index: words[first]?.index ?? 0, end: words[last]?.end ?? 0, readings, first, last, dollar_sign }
}

/** `$250`, `1,200.50`, `5 hundred`, `2k`. An ordinal (`15th`) is no number, and digits beside a mark or other digits are a code. */
function digitsAt(words: readonly Word[], at: number): SpokenNumber | null {
  const parts = /^(\$?)(\d[\d,]*(?:\.\d+)?)(k?)$/.exec(words[at]?.text ?? '')
  if (!parts) return null
  const value = Number(parts[2]?.replaceAll(',', '')) * (parts[3] ? 1000 : 1)
  const scale = scales.get(words[at + 1]?.text ?? '')
  if (scale) return spanOf(words, at, at + 1, [value * scale], parts[1] !== '')
  let last = at
  while (isPartOfCode(words, last)) last += /^\d/.test(words[last + 1]?.text ?? '') ? 1 : 2
  return spanOf(words, at, last, last > at ? [] : [cents(value)], parts[1] !== '')
}

function isPartOfCode(words: readonly Word[], at: number): boolean {
  const next = words[at + 1]?.text ?? ''
  return /^\d+$/.test(next) || (/^[-/]$/.test(next) && /^\d/.test(words[at + 2]?.text ?? ''))
}

/** "a couple hundred", "half a grand". */
function vagueMultipleAt(words: readonly Word[], at: number): SpokenNumber | null {
  const ahead = words.slice(at, at + 4).map((word) => word.text)
  const couple = ahead[0] === 'a' && ahead[1] === 'couple' ? (ahead[2] === 'of' ? 3 : 2) : 0
  const half = ahead[0] === 'half' && ahead[1] === 'a' ? 2 : 0
  const lead = couple || half
  const scale = lead ? scales.get(ahead[lead] ?? '') : undefined
  return scale ? spanOf(words, at, at + lead, [couple ? 2 * scale : scale / 2]) : null
}

type Part = { value: number } | { scale: number } | { decimals: string } | { oh: true }

/** A run of number words. "and" joins only behind a scale; "a" counts only before one. */
function spelledAt(words: readonly Word[], start: number): SpokenNumber | null {
  const parts: Part[] = []
  let at = start
  let last = start - 1
  for (; at < words.length; at++) {
    const word = words[at]?.text ?? ''
    const next = words[at + 1]?.text ?? ''
    const small = below100.get(word)
    const scale = scales.get(word)
    if (small !== undefined) parts.push({ value: small >= 20 ? small + takeUnit(words, at) : small })
    else if (scale !== undefined && (parts.length > 0 || word === 'hundred' || word === 'thousand')) parts.push({ scale })
    else if (word === 'a' && parts.length === 0 && scales.has(next)) parts.push({ value: 1 })
    else if ((word === 'oh' || word === 'o') && parts.length > 0 && (below100.get(next) ?? 10) < 10) parts.push({ oh: true })
    else if (word === 'point' && parts.length > 0 && below100.has(next)) parts.push({ decimals: '' })
    else if ((word === 'and' && 'scale' in (parts.at(-1) ?? {}) && below100.has(next)) || (word === '-' && parts.length > 0 && numberFollows(next))) continue
    else break
    if (small !== undefined && small >= 20 && takeUnit(words, at) > 0) at += words[at + 1]?.text === '-' ? 2 : 1
    last = at
  }
  if (parts.length === 0) return null
  if (parts.length === 1 && 'scale' in (parts[0] ?? {})) return null
  return spanOf(words, start, last, readingsOf(parts))
}

function numberFollows(word: string): boolean {
  return below100.has(word) || scales.has(word)
}

/** The unit behind a multiple of ten: "fifty five", "fifty-five". */
function takeUnit(words: readonly Word[], at: number): number {
  const next = words[at + 1]?.text === '-' ? words[at + 2]?.text : words[at + 1]?.text
  const unit = below100.get(next ?? '') ?? 0
  return unit < 10 ? unit : 0
}

/** What a run of parts can mean, likeliest first: with a scale word by addition, without one by how prices are said. */
function readingsOf(parts: readonly Part[]): number[] {
  if (parts.some((part) => 'decimals' in part)) return decimalReading(parts)
  return parts.some((part) => 'scale' in part) ? scaledReading(parts) : priceReadings(parts)
}

function decimalReading(parts: readonly Part[]): number[] {
  const point = parts.findIndex((part) => 'decimals' in part)
  const [whole] = readingsOf(parts.slice(0, point))
  const tail = parts.slice(point + 1)
  const digits = tail.filter((part) => 'value' in part).map((part) => String(part.value))
  const scale = tail.reduce((product, part) => ('scale' in part ? product * part.scale : product), 1)
  return whole === undefined || digits.length === 0 ? [] : [cents(Number(`${whole}.${digits.join('')}`) * scale)]
}

function scaledReading(parts: readonly Part[]): number[] {
  let total = 0
  let current: number | null = null
  let open = true
  for (const [at, part] of parts.entries()) {
    if ('scale' in part) {
      const scaled: number = (current ?? 1) * part.scale
      if (part.scale === 100) current = scaled
      else {
        total += scaled
        current = null
      }
      open = true
    } else if ('value' in part) {
      if (current === null) {
        current = part.value
        open = parts[at + 1] !== undefined && 'scale' in (parts[at + 1] ?? {})
      } else if (open && part.value < 100) {
        current += part.value
        open = false
      } else if (part.value >= 10 && at === parts.length - 1) return [cents(total + current + part.value / 100)]
      else return []
    }
  }
  return [total + (current ?? 0)]
}

function priceReadings(parts: readonly Part[]): number[] {
  const [a, b, c, ...more] = parts
  const first = figureOf(a)
  if (first === null || more.length > 0) return []
  if (b === undefined) return [first]
  const third = figureOf(c)
  if ('oh' in b) return third === null ? [] : [first * 100 + third, cents(first + third / 100)]
  const second = figureOf(b)
  if (second === null || second < 10) return []
  if (c !== undefined) return third === null || third < 10 ? [] : [cents(first * 100 + second + third / 100)]
  const hundreds = first * 100 + second
  const decimal = cents(first + second / 100)
  // "sixteen fifty" is mostly 1,650 and "sixty three seventy five" mostly 63.75; the balance on file settles it where there is one.
  return first < 20 ? [hundreds, decimal] : [decimal, hundreds]
}

function figureOf(part: Part | undefined): number | null {
  return part && 'value' in part ? part.value : null
}

function cents(value: number): number {
  return Math.round(value * 100) / 100
}
