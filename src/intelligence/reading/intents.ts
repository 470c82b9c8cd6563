// What the customer wanted, sorted by the pack's own patterns.
import type { Analysis, Evidence, SpokenTurn } from '../../domain/outcome.ts'
import type { IntentPattern } from '../../packs/pack.ts'
import { flatten, sentenceAt } from './words.ts'

/** What other readers of the call say about its intent, with the weight of a pattern. */
export type IntentHint = { intent: string; weight: number; evidence: Evidence[]; reasoning: string }

/** Every pack has this word for a call that fits none of its intents. */
const noneOfThese = 'other'

type Tally = { intent: string; weight: number; evidence: Evidence[]; order: number }

/**
 * @param hints  added to what the patterns find; those of intents that the pack does not know are left out
 */
export function readIntent(
  turns: readonly SpokenTurn[],
  intents: readonly string[],
  patterns: readonly IntentPattern[],
  hints: readonly IntentHint[],
): Analysis['intent'] {
  const tallies = new Map<string, Tally>()
  const add = (intent: string, weight: number, evidence: Evidence[], order: number) => {
    if (!intents.includes(intent)) return
    const known = tallies.get(intent) ?? { intent, weight: 0, evidence: [], order }
    tallies.set(intent, { ...known, weight: known.weight + weight, evidence: [...known.evidence, ...evidence] })
  }
  for (const [order, { intent, pattern, weight }] of patterns.entries()) {
    const evidence = turns.filter((turn) => turn.speaker === 'customer').flatMap((turn) => quoteOf(turn, pattern))
    // The same thing said twice is not twice as true.
    if (evidence.length > 0) add(intent, weight * (1 + Math.min(evidence.length - 1, 2) * 0.25), evidence.slice(0, 2), order)
  }
  for (const hint of hints) add(hint.intent, hint.weight, hint.evidence, -1)
  const ranked = [...tallies.values()].sort((a, b) => b.weight - a.weight || a.order - b.order)
  const [first, second] = ranked
  if (!first) return { label: noneOfThese, secondary: [], confidence: 45, reasoning: 'Nothing the customer said fits a known intent.', evidence: [] }
  const lead = first.weight / (first.weight + (second?.weight ?? 0))
  return {
    label: first.intent,
    secondary: ranked.slice(1, 3).map((tally) => tally.intent),
    confidence: Math.round(45 + 50 * lead * Math.min(1, first.weight)),
    reasoning: hints.find((hint) => hint.intent === first.intent)?.reasoning ?? `The customer's words fit "${first.intent.replaceAll('_', ' ')}".`,
    evidence: first.evidence.slice(0, 3),
  }
}

function quoteOf(turn: SpokenTurn, pattern: RegExp): Evidence[] {
  const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(flatten(turn.text))
  return match ? [{ seq: turn.seq, quote: sentenceAt(turn.text, match.index) }] : []
}
