// The words of each disclosure that the rules may demand (compliance/disclosures says which, and in which order).
import type { Disclosure } from '../compliance/disclosures.ts'

/** Sources: 12 CFR 1006.18(e) and 1006.26(b); the recording notice as the all-party states ask for it. */
const wordings = {
  ai_identity: 'I am an AI, not a person.',
  recording_notice: 'This call is recorded.',
  mini_miranda_initial: 'This is an attempt to collect a debt. Any information obtained will be used for that purpose.',
  mini_miranda_subsequent: 'This call is from a debt collector.',
  time_barred: 'The law limits how long you can be sued on a debt. Because of the age of your debt, we will not sue you for it.',
} as const satisfies Record<Disclosure, string>

/** What the first message of every pack has said already. */
const saidAtOnce: readonly string[] = ['ai_identity', 'recording_notice'] satisfies Disclosure[]

/** @param ids in the order in which they are to be spoken; one that has no wording here is named, so that it is not lost in silence */
export function mustSayLines(ids: readonly string[]): string[] {
  return ids.map((id) => {
    const wording = Object.entries(wordings).find(([name]) => name === id)?.[1] ?? id.replaceAll('_', ' ')
    const when = saidAtOnce.includes(id) ? 'said in your first message; say it again when asked' : 'word for word, once the right person is confirmed'
    return `- "${wording}" (${when})`
  })
}
