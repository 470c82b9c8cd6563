// Two accounts of one conversation, laid side by side in order: which line of one is which line of the other.

/** A line as the comparison sees it. `words` are folded; two lines of one speaker with the same words are the same line. */
export type Line = { speaker: string; words: string }

/** Indices into the two accounts; null where one account has nothing beside the other. */
export type Pair = { left: number; right: number } | { left: number; right: null } | { left: null; right: number }

/** Above this many comparisons (a thousand lines against a thousand) only equal lines are paired: an hour's call has a few hundred. */
const mostComparisons = 1_200_000
/** Two accounts of one sentence agree early; later words only cost time. */
const wordsCompared = 16
/** An equal line is not given up for a few that are merely alike, each of which is worth at most 1. */
const equalWorth = 4
/** Half of the shorter line and a little less: what speech recognition makes of one sentence twice. */
const alikeFrom = 0.4
/** "Yes." and "Yeah." share no word; so short, the same speaker in the same place is enough. */
const shortLine = 3
const shortWorth = 0.1
const cutOffWorth = 0.5

/**
 * Pairs lines of the same speaker, order kept, so that the pairs are worth the most together: equal lines first, then those alike.
 * @returns every line of both accounts once, in an order that rises on both sides
 */
export function align(left: readonly Line[], right: readonly Line[]): Pair[] {
  const prefix = sharedPrefix(left, right)
  const suffix = sharedSuffix(left, right, prefix)
  const [leftEnd, rightEnd] = [left.length - suffix, right.length - suffix]
  const middle = pairsBetween(left.slice(prefix, leftEnd), right.slice(prefix, rightEnd))
  return [
    ...Array.from({ length: prefix }, (_, i) => ({ left: i, right: i })),
    ...sideBySide(middle, leftEnd - prefix, rightEnd - prefix, prefix),
    ...Array.from({ length: suffix }, (_, i) => ({ left: leftEnd + i, right: rightEnd + i })),
  ]
}

function same(a: Line | undefined, b: Line | undefined): boolean {
  return a !== undefined && b !== undefined && a.speaker === b.speaker && a.words === b.words
}

function sharedPrefix(left: readonly Line[], right: readonly Line[]): number {
  let length = 0
  while (same(left[length], right[length])) length++
  return length
}

function sharedSuffix(left: readonly Line[], right: readonly Line[], prefix: number): number {
  const most = Math.min(left.length, right.length) - prefix
  let length = 0
  while (length < most && same(left.at(-1 - length), right.at(-1 - length))) length++
  return length
}

/** Adds the lines that stand alone to the pairs; at one place the left account's come first. */
function sideBySide(pairs: readonly [number, number][], lefts: number, rights: number, offset: number): Pair[] {
  const all: Pair[] = []
  let [l, r] = [0, 0]
  for (const [left, right] of [...pairs, [lefts, rights] as const]) {
    for (; l < left; l++) all.push({ left: l + offset, right: null })
    for (; r < right; r++) all.push({ left: null, right: r + offset })
    if (left < lefts) all.push({ left: left + offset, right: right + offset })
    ;[l, r] = [left + 1, right + 1]
  }
  return all
}

function pairsBetween(left: readonly Line[], right: readonly Line[]): [number, number][] {
  if (left.length === 0 || right.length === 0) return []
  return left.length * right.length > mostComparisons ? equalInOrder(left, right) : worthiest(left, right)
}

/** Without weighing: each line takes the next equal one. Linear, and never wrong about what is equal; it may pair fewer lines than there are. */
function equalInOrder(left: readonly Line[], right: readonly Line[]): [number, number][] {
  const places = new Map<string, number[]>()
  for (const [r, line] of right.entries()) {
    const known = places.get(nameOf(line))
    if (known) known.push(r)
    else places.set(nameOf(line), [r])
  }
  const pairs: [number, number][] = []
  let next = 0
  for (const [l, line] of left.entries()) {
    const r = places.get(nameOf(line))?.find((place) => place >= next)
    if (r === undefined) continue
    pairs.push([l, r])
    next = r + 1
  }
  return pairs
}

function nameOf(line: Line): string {
  return `${line.speaker}:${line.words}`
}

/** The textbook's alignment by dynamic programming, filled from the end so that a walk from the start meets the earliest of equally good pairs. */
function worthiest(left: readonly Line[], right: readonly Line[]): [number, number][] {
  const numbers = new Map<string, number>()
  const [lefts, rights] = [left.map((line) => prepared(line, numbers)), right.map((line) => prepared(line, numbers))]
  const width = right.length + 1
  const best = new Float64Array((left.length + 1) * width)
  for (let l = left.length - 1; l >= 0; l--) {
    for (let r = right.length - 1; r >= 0; r--) {
      const here = l * width + r
      best[here] = Math.max(at(best, here + width), at(best, here + 1), pairWorth(lefts[l], rights[r]) + at(best, here + width + 1))
    }
  }
  const pairs: [number, number][] = []
  let [l, r] = [0, 0]
  while (l < left.length && r < right.length) {
    const here = l * width + r
    const worth = pairWorth(lefts[l], rights[r])
    if (worth > 0 && worth + at(best, here + width + 1) === at(best, here)) pairs.push([l++, r++])
    else if (at(best, here + 1) === at(best, here)) r++
    else l++
  }
  return pairs
}

function at(numbers: Float64Array, index: number): number {
  return numbers[index] ?? 0
}

/** A line with its words as numbers, sorted, so that two lines are compared without touching text. */
type Prepared = { name: number; speaker: string; first: number; words: Int32Array; length: number }

function prepared(line: Line, numbers: Map<string, number>): Prepared {
  const numberOf = (text: string) => {
    const known = numbers.get(text) ?? numbers.size
    numbers.set(text, known)
    return known
  }
  const words = line.words.split(' ')
  const numbered = Int32Array.from(words.slice(0, wordsCompared), numberOf)
  return { name: numberOf(nameOf(line)), speaker: line.speaker, first: numbered[0] ?? -1, words: numbered.toSorted(), length: words.length }
}

/** @returns `equalWorth` for equal lines, up to 1 for lines alike, 0 where they cannot be the same */
function pairWorth(a: Prepared | undefined, b: Prepared | undefined): number {
  if (!a || !b || a.speaker !== b.speaker) return 0
  if (a.name === b.name) return equalWorth
  const shorter = Math.min(a.words.length, b.words.length)
  const common = shared(a.words, b.words)
  const alike = common / Math.max(shortLine, shorter)
  // The start of a longer line: the speaker was cut off in one account.
  if (a.first === b.first && common === shorter) return Math.max(alike, cutOffWorth)
  if (alike >= alikeFrom) return alike
  return a.length <= shortLine && b.length <= shortLine ? shortWorth : 0
}

/** How many words two sorted lines share, each as often as both have it. */
function shared(a: Int32Array, b: Int32Array): number {
  let [i, j, common] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const difference = (a[i] ?? 0) - (b[j] ?? 0)
    if (difference === 0) common++
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return common
}
