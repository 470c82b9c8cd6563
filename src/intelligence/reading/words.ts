// A spoken text as words with their places in it: the one tokeniser of the local engine, and a few ways to cut a turn into clauses.

export type Word = { text: string; index: number; end: number }
/** A stretch of a turn: `text.slice(index, end)`. */
export type Span = { index: number; end: number }

/** Lower case and straight apostrophes, every character in its place, so that an index in one is an index in the other. */
export function flatten(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const letter = text.charAt(at)
    const lower = letter.toLowerCase()
    return letter === '’' || letter === '‘' ? "'" : lower.length === 1 ? lower : letter
  }).join('')
}

/** Words, numbers and single marks, in order. `$250`, `1,200.50`, `15th` and `don't` are one word each. */
export function wordsOf(text: string): Word[] {
  return [...flatten(text).matchAll(/\$?\d+(?:,\d{3})*(?:\.\d+)?\p{L}*|\p{L}+(?:'\p{L}+)*|[^\s\p{L}\d]/gu)].map((match) => ({
    text: match[0],
    index: match.index,
    end: match.index + match[0].length,
  }))
}

export function overlaps(one: Span, other: Span): boolean {
  return one.index < other.end && other.index < one.end
}

/** The text with these stretches blanked out, so that nothing is read twice; the rest keeps its place. */
export function without(text: string, spans: readonly Span[]): string {
  return spans.reduce((left, span) => left.slice(0, span.index) + ' '.repeat(span.end - span.index) + left.slice(span.end), text)
}

export type Clause = Span & { text: string; question: boolean }

const clauseEnd =
  /[.!?;]+(?=\s|$)|\s+but\s+|(?<=\b(?:can't|cannot|won't|not)\b(?:(?! if | when | unless | until )[^.!?;]){0,40}),?\s+(?=i (?:can|could|will)\b|i'll\b)|,\s*(?:and|but|so|then)\s+(?=(?:i|he|she|they|we|my|you)\b)/gi

/** The clauses of a turn, flattened: cut at full stops, at "but", where a refusal turns into an offer, and where another person takes over. */
export function clausesOf(text: string): Clause[] {
  const flat = flatten(text)
  const clauses: Clause[] = []
  let from = 0
  for (const cut of [...flat.matchAll(clauseEnd), null]) {
    const end = cut ? cut.index : flat.length
    const said = flat.slice(from, end)
    const lead = said.length - said.trimStart().length
    if (said.trim() !== '') {
      clauses.push({ index: from + lead, end: from + said.trimEnd().length, text: said.trim(), question: cut?.[0].includes('?') ?? false })
    }
    if (cut) from = cut.index + cut[0].length
  }
  return clauses
}

/** The sentence of a turn that holds this place, as it was said: the shortest quote that still makes sense. */
export function sentenceAt(text: string, index: number): string {
  const ends = [...text.matchAll(/[.!?]+(?=\s|$)/g)].map((match) => match.index + match[0].length)
  const end = ends.find((place) => place > index) ?? text.length
  const start = ends.findLast((place) => place <= index) ?? 0
  return text.slice(start, end).trim()
}
