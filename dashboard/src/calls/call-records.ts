// The parts of a call that the contract leaves open, read as far as this page knows them; what it does not know is left out, never guessed.
import { z } from 'zod'

const costLinesSchema = z.array(z.object({ kind: z.string(), task: z.string(), model: z.string().nullable(), usd: z.number() }))
const componentsSchema = z.array(z.object({ component: z.string(), name: z.string(), p50: z.number(), p95: z.number(), n: z.int() }))
const differenceSchema = z.object({
  kind: z.string(),
  seq: z.int().nullable().catch(null),
  live_text: z.string().nullable().catch(null),
  final_text: z.string().nullable().catch(null),
})
const factSchema = z.object({
  name: z.string(),
  value: z.string(),
  source: z.string().catch(''),
  as_of: z.string().catch(''),
  class: z.enum(['never_ask', 'confirm', 'ask']),
  question: z.string().nullable().catch(null),
})
const manifestSchema = z.object({
  facts: z.array(factSchema).catch([]),
  sections: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).catch([]),
  hash: z.string().nullable().catch(null),
  tokens: z.number().nullable().catch(null),
})

export type KnownFact = z.infer<typeof factSchema>
export type Difference = z.infer<typeof differenceSchema>

export function costLines(lines: unknown) {
  return costLinesSchema.catch([]).parse(lines)
}

export function latencyComponents(components: unknown) {
  return componentsSchema.catch([]).parse(components)
}

export function differencesOf(differences: unknown) {
  return z.array(differenceSchema).catch([]).parse(differences)
}

/** @returns section names in the order in which they were given, and the facts with what may be asked about each */
export function manifestOf(manifest: unknown) {
  const { facts, sections, hash, tokens } = manifestSchema.catch({ facts: [], sections: [], hash: null, tokens: null }).parse(manifest)
  return { facts, hash, tokens, sections: sections.map((section) => (typeof section === 'string' ? section : section.name)) }
}
