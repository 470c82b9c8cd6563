// Who answers the telephone: the persona of a call, what she hears and knows.
import type { Persona } from '../../src/packs/pack.ts'
import { type Chance, chanceOf, pick } from '../random.ts'
import { type Call, variablesOf } from './call.ts'

/** The personas of a pack; none for a pack that is not known. */
export type PersonaBook = (pack_id: string) => readonly Persona[]

/** What was asked for one number: who answers, and at which of the agent's turns (0 is the first message) she cuts in. */
export type Casting = { persona_id: string | null; interrupt_turns: readonly number[] }

/** A person's part in one call. */
export type Role = { persona: Persona; chance: Chance; interrupt_turns: readonly number[] }

/** Answers for anybody who is out, in every line of business. */
const mailbox: Persona = {
  id: 'voicemail',
  title: 'A mailbox',
  act: () => ({ say: 'You have reached a mailbox. Nobody can come to the phone right now, please leave a message after the tone.', hang_up: true }),
}

/** A mailbox is told from a person by the id alone. */
export function isMailbox(persona: Persona): boolean {
  return persona.id.startsWith(mailbox.id)
}

export function everybody(book: PersonaBook, pack_id: string): readonly Persona[] {
  const own = book(pack_id)
  return own.some((persona) => persona.id === mailbox.id) ? own : [...own, mailbox]
}

/**
 * Who answers: the persona asked for this number, else the one named by the call's variable `persona_id`, else one of the pack's people by chance.
 * The chance depends on seed, number and how often it was dialled, not on other calls.
 *
 * @param nth 1 for the first call to this number
 * @throws Error when the pack has nobody to answer
 */
export function roleFor(call: Call, given: { book: PersonaBook; casting: Casting | undefined; seed: number; nth: number }): Role {
  const chance = chanceOf(given.seed, `${call.dial.to_number} ${given.nth}`)
  const candidates = everybody(given.book, call.pack_id)
  const asked = given.casting?.persona_id ?? variablesOf(call).persona_id
  const people = candidates.filter((persona) => !isMailbox(persona))
  const persona = candidates.find((one) => one.id === asked) ?? pick(people, chance)
  if (!persona) throw new Error(`the pack ${call.pack_id} has no persona to answer`)
  return { persona, chance, interrupt_turns: given.casting?.interrupt_turns ?? [] }
}

/** The day where the called person lives, by the call's variable `time_zone`, else in UTC. */
export function localDay(call: Call, now: number): string {
  const zone = variablesOf(call).time_zone
  try {
    return dayIn(typeof zone === 'string' ? zone : 'UTC', now)
  } catch (error) {
    if (error instanceof RangeError) return dayIn('UTC', now)
    throw error
  }
}

function dayIn(timeZone: string, now: number): string {
  // Canada writes dates as year, month and day with hyphens.
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
}
