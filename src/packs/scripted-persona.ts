// A simulated person as a list of cues: what is heard decides what is said. Nothing is remembered but what was said, so a call can be resumed anywhere.
import { saysGoodbye } from '../domain/dialogue.ts'
import type { Persona, PersonaTurn } from './pack.ts'

export type Cue = {
  hears: RegExp
  /** Ways of saying the same; chance picks one. A function where the words depend on the day or on what was heard. */
  says: readonly string[] | ((turn: PersonaTurn) => readonly string[])
}

/** @param cues in order of precedence: the first whose pattern is in what was heard answers */
export function scriptedPersona(id: string, title: string, cues: readonly Cue[]): Persona {
  return {
    id,
    title,
    act: (turn) => {
      if (saysGoodbye(turn.heard) && turn.said.some(saysGoodbye)) return { say: null, hang_up: true }
      const cue = cues.find((candidate) => candidate.hears.test(turn.heard))
      const ways = cue ? (typeof cue.says === 'function' ? cue.says(turn) : cue.says) : ['Sorry, could you say that again?', 'Sorry, what was that?']
      return { say: oneOf(ways, turn.chance), hang_up: false }
    },
  }
}

export function oneOf<Item>(items: readonly Item[], chance: () => number): Item {
  const item = items[Math.min(items.length - 1, Math.floor(chance() * items.length))]
  if (item === undefined) throw new Error('a choice among nothing')
  return item
}
