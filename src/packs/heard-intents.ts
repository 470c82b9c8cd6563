// Which of a pack's intents a text holds, strongest first.
import { plainApostrophes } from '../domain/dialogue.ts'
import type { IntentPattern } from './pack.ts'

export function heardIntents(patterns: readonly IntentPattern[], text: string): string[] {
  const plain = plainApostrophes(text)
  const weights = new Map<string, number>()
  for (const { intent, pattern, weight } of patterns) if (pattern.test(plain)) weights.set(intent, Math.max(weight, weights.get(intent) ?? 0))
  return [...weights].sort((a, b) => b[1] - a[1]).map(([intent]) => intent)
}
