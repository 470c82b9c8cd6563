// What is on file, with source and age, and must not be asked: the lines of the prompt, and what the manifest keeps of them.
import { daysBetween, localDate } from '../domain/time.ts'
import type { KnownFact } from '../packs/pack.ts'
import { quoted } from './quoted-data.ts'

export type ManifestFact = Pick<KnownFact, 'name' | 'value' | 'source' | 'as_of' | 'class'>

/** @param now the age of a fact is counted from here, in days of UTC */
export function factLines(facts: readonly KnownFact[], now: string): string[] {
  return facts.map((fact) => (fact.class === 'ask' ? toAsk(fact) : onFile(fact, now)))
}

function toAsk({ name, question }: KnownFact): string {
  return `- NOT ON FILE - ASK: ${spoken(name)}${question ? `. "${question}"` : ''}`
}

function onFile({ name, value, source, as_of, question }: KnownFact, now: string): string {
  const line = `- ON FILE - DO NOT ASK: ${spoken(name)}: ${quoted(value)} (${source}, ${age(as_of, now)}).`
  return question ? `${line} Confirm instead: "${question}"` : line
}

function spoken(name: string): string {
  return name.replaceAll('_', ' ')
}

export function manifestFacts(facts: readonly KnownFact[]): ManifestFact[] {
  return facts.map(({ name, value, source, as_of, class: asking }) => ({ name, value, source, as_of, class: asking }))
}

function age(as_of: string, now: string): string {
  const days = daysBetween(localDate(as_of, 'UTC'), localDate(now, 'UTC'))
  return days <= 0 ? 'from today' : days === 1 ? '1 day old' : `${days} days old`
}
