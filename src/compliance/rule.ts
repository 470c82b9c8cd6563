// What an outreach rule is: data with its source, how well that was read, and the one question it answers.
import type { Facts } from './facts.ts'

/** V: read in the official text or its official commentary. S: read in a secondary page only. U: from memory, not checked. P: a choice of the product. */
export type Mark = 'V' | 'S' | 'U' | 'P'

/** Two rules may share an id where the kind differs with the facts. */
export type Rule = {
  id: string
  /** `defer`: waiting is enough; `refuse`: some fact must change first. */
  kind: 'defer' | 'refuse'
  /** `debt`: a roadside call is outside of it. */
  binds: 'debt' | 'every_contact'
  /** Reads on after "because". */
  sentence: string
  source: string
  mark: Mark
  /** The day on which the source was last read; null where no reading is recorded. */
  read_at: string | null
  version: number
  /** Calendar dates, in force from the first UTC midnight and until the second; null: no known beginning, no end. */
  effective_from: string | null
  effective_until: string | null
  /** @param at milliseconds since 1970: the instant of the intended contact, never before `now` */
  blocks: (facts: Facts, at: number) => boolean
}

/** Where the rules of 12 CFR 1006 come from: the eCFR as it stood on the day named. */
export const regulationF = { mark: 'V', read_at: '2026-03-02', version: 1, effective_from: '2021-11-30', effective_until: null } as const

/** What the product adds of its own (compliance/rules.md section 5). */
export const productChoice = { mark: 'P', read_at: null, version: 1, effective_from: null, effective_until: null } as const

/** A law whose beginning and last reading are not recorded; its mark says how far it can be relied on. */
export const otherLaw = { read_at: null, version: 1, effective_from: null, effective_until: null } as const
