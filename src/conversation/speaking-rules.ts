// The four rules of speaking: each as the sentence of the prompt, and, where the words alone can show it, as a check of a finished call.
import { closingQuestion, countQuestions, countWords, customerIsDone, questionsPerReply, type Said, saysGoodbye, wordsPerReply } from '../domain/dialogue.ts'

export type SpeakingRule = {
  id: 'short_replies' | 'one_question' | 'read_back' | 'no_abrupt_end'
  sentence: string
  /** The agent's turns that break it, as places in the list; null where it takes more than words to tell. */
  broken: ((turns: readonly Said[]) => number[]) | null
}

export const speakingRules: readonly SpeakingRule[] = [
  {
    id: 'short_replies',
    sentence: `Every reply has at most ${wordsPerReply} words.`,
    broken: (turns) => agentTurns(turns, ({ text }) => countWords(text) > wordsPerReply),
  },
  {
    id: 'one_question',
    sentence: 'Ask one question at a time, and wait for its answer.',
    broken: (turns) => agentTurns(turns, ({ text }) => countQuestions(text) > questionsPerReply),
  },
  {
    id: 'read_back',
    sentence: 'Confirm what matters (amount, date, method, place, vehicle) by reading it back before you act on it.',
    broken: null,
  },
  {
    id: 'no_abrupt_end',
    sentence: `After you have helped, ask "${closingQuestion}", and never end the call before the customer has said goodbye or that there is nothing more.`,
    broken: (turns) => agentTurns(turns, ({ text }, place) => saysGoodbye(text) && !customerWasDone(turns.slice(0, place))),
  },
]

function agentTurns(turns: readonly Said[], breaks: (turn: Said, place: number) => boolean): number[] {
  return turns.flatMap((turn, place) => (turn.speaker === 'agent' && breaks(turn, place) ? [place] : []))
}

/** At any time so far: who said goodbye and was asked once more has still said goodbye. */
function customerWasDone(turns: readonly Said[]): boolean {
  return turns.some((turn, place) => turn.speaker === 'customer' && customerIsDone(turns.slice(0, place + 1)))
}
