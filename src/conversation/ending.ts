// When the agent may end a call: after an explicit goodbye, and with one of its own.
import { closingQuestion, countWords, customerIsDone, type Said, saysGoodbye, wordsPerReply } from '../domain/dialogue.ts'

/** What becomes of a wish to end the call, and what must be spoken after the words of the reply; null where nothing must. */
export type Ending = { end: boolean; say: string | null }

const goodbye = 'Goodbye.'

/** Whether the customer is done and the agent takes its leave, in its words or in the farewell that the tool speaks. */
export function mayEnd(history: readonly Said[], words: string, farewell: string | null): boolean {
  return customerIsDone(history) && (saysGoodbye(words) || saysGoodbye(farewell ?? ''))
}

/**
 * Holds an `end_call` of the model.
 *
 * @param history  all turns so far, the customer's last one included
 * @param words    the reply as the guard let it pass; may be empty
 * @param farewell what the tool itself would speak, or null
 */
export function holdEnd(history: readonly Said[], words: string, farewell: string | null): Ending {
  if (mayEnd(history, words, farewell)) return { end: true, say: null }
  if (customerIsDone(history) && countWords(words) < wordsPerReply) return { end: true, say: goodbye }
  return { end: false, say: countWords(words) === 0 ? closingQuestion : null }
}
