// What has to be said, and in which order: who speaks, that it is recorded, that a debt is collected, that it can no longer be sued for.
import { concerns, type Facts, mediumOf, type Row } from './facts.ts'

export const disclosures = ['ai_identity', 'recording_notice', 'mini_miranda_initial', 'mini_miranda_subsequent', 'time_barred'] as const
export type Disclosure = (typeof disclosures)[number]

/**
 * In the order in which they are spoken: the first two open the talk, the others follow once the right person is confirmed.
 * A roadside call and a location call must never tell of a debt, so they carry none of the others.
 * Sources: 12 CFR 1006.18(e), 1006.26(b), 1006.10(b); 47 CFR 64.1200(b); all-party recording consent of several states.
 */
export function mustSay(facts: Facts): Disclosure[] {
  const { channel, purpose } = facts.input.request
  const said: Disclosure[] = []
  if (channel === 'voice_ai') said.push('ai_identity')
  if (facts.medium === 'voice') said.push('recording_notice')
  if (purpose !== 'collection' && purpose !== 'payment_reminder') return said
  said.push(isFirstCommunication(facts) ? 'mini_miranda_initial' : 'mini_miranda_subsequent')
  if (facts.debts.some((debt) => debt.time_barred)) said.push('time_barred')
  return said
}

/** A voicemail may have told nothing, so only a talk, a message, or what the file says makes the next one a later communication. */
function isFirstCommunication(facts: Facts): boolean {
  if (facts.debts.length > 0 && facts.debts.every(({ initial_comm_at: at }) => at !== undefined && Date.parse(at) <= facts.now)) return false
  return !facts.rows.some((row) => isCommunication(row) && concerns(facts.debtIds, row))
}

function isCommunication(row: Row): boolean {
  return row.outcome === 'conversation' || (row.direction === 'outbound' && mediumOf(row) !== 'voice')
}
