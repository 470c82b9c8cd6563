// A finished call held against the rules: what the agent said that it should not have said, with the turns.
import { identityConfirmed, type Said, saysGoodbye } from '../domain/dialogue.ts'
import type { IdentityGate } from '../packs/pack.ts'
import type { ManifestFact } from './facts.ts'
import { speakingRules } from './speaking-rules.ts'

export type AuditedCall = {
  /** By seq, the final words where the provider corrected the live ones. */
  turns: readonly (Said & { seq: number })[]
  customer_name: string
  ended_by: 'agent' | 'customer' | 'unknown'
  /** From the manifest of the call's prompt. */
  facts: readonly ManifestFact[]
  /** The pack's: how a question sounds that asks for a fact. */
  asks: Readonly<Record<string, RegExp>>
  gate: IdentityGate | null
}

export type AuditName = 'short_replies' | 'one_question' | 'no_abrupt_end' | 'asked_fact_on_file' | 'secret_before_identity'
/** `turns` are the seqs of the turns that broke the rule, in order. */
export type AuditFinding = { ok: boolean; turns: number[] }

export function auditCall(call: AuditedCall): Record<AuditName, AuditFinding> {
  const spoken = (id: (typeof speakingRules)[number]['id']) => speakingRules.find((rule) => rule.id === id)?.broken?.(call.turns) ?? []
  return {
    short_replies: finding(call, spoken('short_replies')),
    one_question: finding(call, spoken('one_question')),
    no_abrupt_end: finding(call, [...spoken('no_abrupt_end'), ...endedWithoutGoodbye(call)]),
    asked_fact_on_file: finding(call, askedOnFile(call)),
    secret_before_identity: finding(call, secretTold(call)),
  }
}

function finding({ turns }: AuditedCall, places: readonly number[]): AuditFinding {
  const seqs = [...new Set(places)].flatMap((place) => turns[place]?.seq ?? []).sort((a, b) => a - b)
  return { ok: seqs.length === 0, turns: seqs }
}

/** The customer may hang up at any word; the agent may not. */
function endedWithoutGoodbye({ turns, ended_by }: AuditedCall): number[] {
  const last = turns.findLastIndex((turn) => turn.speaker === 'agent')
  return ended_by === 'agent' && last >= 0 && !saysGoodbye(turns[last]?.text ?? '') ? [last] : []
}

function askedOnFile({ turns, facts, asks }: AuditedCall): number[] {
  const patterns = facts.flatMap((fact) => (fact.class === 'ask' ? [] : (asks[fact.name] ?? [])))
  return agentPlaces(turns, ({ text }) => patterns.some((pattern) => pattern.test(text)))
}

function secretTold({ turns, gate, customer_name }: AuditedCall): number[] {
  if (!gate) return []
  return agentPlaces(turns, ({ text }, place) => gate.unsayable.test(text) && !identityConfirmed(turns.slice(0, place), customer_name))
}

function agentPlaces(turns: readonly Said[], matches: (turn: Said, place: number) => boolean): number[] {
  return turns.flatMap((turn, place) => (turn.speaker === 'agent' && matches(turn, place) ? [place] : []))
}
