// Card numbers, security codes and social security numbers out of a text, before it is stored, logged or sent.

/** `redacted`: whether anything was taken out; a text that holds nothing comes back as it is. */
export type Redaction = { text: string; redacted: boolean }

const digitWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const digitOf = new Map([...digitWords.map((word, digit) => [word, String(digit)] as const), ['oh', '0'] as const, ['o', '0'] as const])

const spoken = `(?:${digitWords.join('|')}|oh|o)`
const part = String.raw`(?:\d+|\b${spoken}\b)`
/** What is written between two groups of one number, and what people say while they read one out. */
const between = String.raw`[\s\-\u2010-\u2015.,]{1,3}(?:(?:uh|um|er|dash)[\s,.]{1,3})?`
// After a plus sign stands a telephone number, after a letter some code of a firm.
const run = String.raw`(?<![\w+])${part}(?:${between}${part})*`

const runs = new RegExp(run, 'gi')
const partOfRun = new RegExp(part, 'gi')
/** Three digits, in figures or words, are the least that can matter: most of what is said ends here. */
const worthReading = new RegExp(String.raw`\d\D*\d\D*\d|\b${spoken}\W+${spoken}\W+${spoken}\b`, 'i')

/** Groups in which cards are printed and read out, by their lengths; a group alone is a number without gaps. */
const cardLayout = /^(?:1[3-9]|4,4,4,4(?:,[1-3])?|4,6,[45]|4,4,4,[1-3])$/
/** First digits and lengths of the large schemes (ISO/IEC 7812): Visa, Mastercard, American Express, Diners Club, JCB, Discover, UnionPay, Maestro. */
const cardScheme = /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12,17}|35\d{14,17}|(?:6|5[068])\d{11,18})$/
const mostGroups = 5
const calendarDate = /(?:19|20)\d\d-[01]\d-[0-3]\d/
/** Area code, exchange and line, as telephone numbers of the plan are grouped. */
const telephoneLayout = /(?:^|,)3,3,4(?:,|$)/

const validArea = '(?!000|666|9)'
// Behind a bracket stand our own words.
const socialName = String.raw`(?<!\[)\b(?:social(?:\s+security)?|ssn|ss\s*#)(?:'s)?\b`
const dashedSocial = new RegExp(String.raw`(?<![\w+-])${validArea}\d{3}[-\u2010-\u2015]\d{2}[-\u2010-\u2015]\d{4}(?![\w-]*\d)`, 'g')
const socialBefore = new RegExp(String.raw`(${socialName}[^\d[\]]{0,40}?)(${run})`, 'gi')
const socialAfter = new RegExp(
  String.raw`(?<![\w+])${validArea}\d{3}[\s-]?\d{2}[\s-]?\d{4}(?=[\s,]+(?:is|was|that's|as|being)\s+(?:(?:the|my|a)\s+)?${socialName})`,
  'gi',
)

const codeName = String.raw`(?<!\[)\b(?:cvv2?|cvc2?|cv2|csc|(?:card\s+)?(?:security|verification)\s+(?:code|number|value)|(?:digits?|code|numbers?)\s+on\s+the\s+(?:back|front))\b`
// Only words that join a name to its number, so that an amount later in the sentence stays.
const joining = String.raw`(?:[\s:,.?=#-]|\b(?:is|are|was|it's|its|it|the|number|code|of|on|back|my|your|card|that|that's|would|be|um|uh|here|as|yeah|yes|okay|sure)\b)*`
const code = String.raw`(?:(?<![\d$.,])\d{3,4}\b(?![.,/-]?\d)(?!\s*(?:dollars|bucks|cents|percent|%))|\b${spoken}(?:[\s,.-]+${spoken}){2,3}\b)`
const codeBefore = new RegExp(`(${codeName}${joining})${code}`, 'gi')
const codeAfter = new RegExp(String.raw`${code}(?=[\s,]+(?:(?:is|was|that's|as|for|being)\s+)?(?:(?:the|my)\s+)?${codeName})`, 'gi')
const expiry = String.raw`(?:\b(?:exp\w*|valid|until|thru)\b[\s:.]*){0,3}(?:\d{1,2}\s?[/-]\s?\d{2,4}|\d{2}\s\d{2}|\d{4})`
const codeAfterCard = new RegExp(String.raw`(\[card ending \d{4}\][\s,;.]*${expiry}[\s,;.]+)\d{3,4}\b(?![.,/-]?\d)(?!\s*(?:dollars|bucks))`, 'gi')

/**
 * The text without what nobody may store: `[card ending 1111]`, `[security code]`, `[social security number]`.
 *
 * A card is 13 to 19 digits that pass the Luhn check, in figures with spaces or dashes, or in words. One in ten other numbers of
 * that length passes too; dates, telephone numbers, amounts and numbers of other lengths are left alone. A national id is known by
 * its dashes, or by the word "social" nearby. A number cut over two texts is not found.
 */
export function redact(text: string): Redaction {
  if (!worthReading.test(text)) return { text, redacted: false }
  const clean = text
    .replace(runs, withoutCards)
    .replace(dashedSocial, '[social security number]')
    .replace(socialBefore, (whole, name: string, digits: string) => withoutSocial(digits, name) ?? whole)
    .replace(socialAfter, '[social security number]')
    .replace(codeBefore, '$1[security code]')
    .replace(codeAfter, '[security code]')
    .replace(codeAfterCard, '$1[security code]')
  return { text: clean, redacted: clean !== text }
}

/** A group of figures or one number word, and where it stands in its run. */
type Part = { start: number; end: number; digits: string; isWord: boolean }

function partsOf(text: string): Part[] {
  return Array.from(text.matchAll(partOfRun), ({ 0: word, index: start }) => {
    const digit = digitOf.get(word.toLowerCase())
    return { start, end: start + word.length, digits: digit ?? word, isWord: digit !== undefined }
  })
}

/** Cards in their usual groups first, or a chance fit beside one would leave half of it standing. */
function withoutCards(text: string): string {
  if (text.length < shortestCard) return text
  const isUsual = (window: readonly Part[]) => window.length <= mostGroups && cardLayout.test(lengthsOf(window)) && isSchemeCard(digitsOf(window))
  return replaced(text, windowsOf(partsOf(text), isUsual), withoutUnusualCards)
}

function withoutUnusualCards(text: string): string {
  if (text.length < shortestCard) return text
  const parts = partsOf(text)
  const found = windowsOf(parts, (window) => isUnusualCard(text, parts, window))
  return found.length === 0 ? text : replaced(text, found, withoutUnusualCards)
}

/** @param clean what becomes of the text beside the cards */
function replaced(text: string, cards: readonly (readonly Part[])[], clean: (beside: string) => string): string {
  let done = ''
  let read = 0
  for (const card of cards) {
    const [first, last] = [card[0], card.at(-1)]
    if (!first || !last) continue
    done += `${clean(text.slice(read, first.start))}[card ending ${digitsOf(card).slice(-4)}]`
    read = last.end
  }
  return done + clean(text.slice(read))
}

const shortestCard = 13
const longestCard = 19

/** The parts that make up each number sought, longest first from every place, without overlaps. */
function windowsOf(parts: readonly Part[], isSought: (window: readonly Part[]) => boolean): (readonly Part[])[] {
  const found: (readonly Part[])[] = []
  for (let from = 0; from < parts.length; from++) {
    const window = longestWindow(parts, from, isSought)
    if (!window) continue
    found.push(window)
    from += window.length - 1
  }
  return found
}

function longestWindow(parts: readonly Part[], from: number, isSought: (window: readonly Part[]) => boolean): readonly Part[] | undefined {
  let sought: readonly Part[] | undefined
  let length = 0
  for (let to = from; to < parts.length && length <= longestCard; to++) {
    length += parts[to]?.digits.length ?? 0
    if (length < shortestCard || length > longestCard) continue
    const window = parts.slice(from, to + 1)
    if (isSought(window)) sought = window
  }
  return sought
}

/** In groups that no card has, or in words: the whole run, or one end of it when a scheme's first digits say so. */
function isUnusualCard(text: string, run: readonly Part[], window: readonly Part[]): boolean {
  const [first, last] = [window[0], window.at(-1)]
  if (!first || !last || (first !== run[0] && last !== run.at(-1))) return false
  const digits = digitsOf(window)
  const written = text.slice(first.start, last.end)
  const isSpoken = window.some((piece) => piece.isWord)
  if (!isSpoken && (/[.,]/.test(written) || calendarDate.test(written) || telephoneLayout.test(lengthsOf(window)))) return false
  if (window.length === run.length) return passesLuhn(digits)
  return digits.length > shortestCard && isSchemeCard(digits)
}

function digitsOf(window: readonly Part[]): string {
  return window.map((piece) => piece.digits).join('')
}

function lengthsOf(window: readonly Part[]): string {
  return window.map((piece) => piece.digits.length).join(',')
}

function isSchemeCard(digits: string): boolean {
  return cardScheme.test(digits) && passesLuhn(digits)
}

/** ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** The nine digits at the head of a run that follows the word "social", or nothing when they cannot be a number of that kind. */
function withoutSocial(text: string, name: string): string | undefined {
  let digits = ''
  for (const piece of partsOf(text)) {
    digits += piece.digits
    if (digits.length < 9) continue
    return digits.length === 9 && /^(?!000|666|9)/.test(digits) ? `${name}[social security number]${text.slice(piece.end)}` : undefined
  }
  return undefined
}

/** A JSON value with every text in it redacted. The same value where there was nothing to take out. */
export function redactDeep(value: unknown): unknown {
  if (typeof value === 'string') return redact(value).text
  if (Array.isArray(value)) return value.map(redactDeep)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item)]))
  return value
}
