// Holds a reply against the rules while it streams: what leaves here may be spoken. Works unit by unit, so how the text was cut up on its way
// changes nothing.
import {
  countQuestions,
  countWords,
  firstWords,
  identityConfirmed,
  plainApostrophes,
  questionsPerReply,
  type Said,
  spokenName,
  wordsPerReply,
} from '../domain/dialogue.ts'
import type { Pack } from '../packs/pack.ts'

export type GuardLimits = {
  /** Until the right person is confirmed: what may not be spoken, and the question that is asked instead. Null where nothing is secret. */
  held_back: { unsayable: RegExp; question: string } | null
  /** Spoken when nothing of the reply may be. */
  safe_line: string
}

export type Intervention = 'cut_long_reply' | 'dropped_question' | 'held_back' | 'safe_line'

export type Guard = {
  /** @returns what may be spoken now; often nothing, for a sentence that is not yet whole */
  push: (delta: string) => string
  /**
   * The reply is over.
   * @param needed a reply that carries a tool call may have no words of its own
   * @returns the words that were still held
   */
  finish: (needed: 'words' | 'words_or_tool') => { text: string; interventions: Intervention[] }
}

const askAgain = 'I am sorry, could you say that again?'

/** @param history all turns so far, the customer's last one included */
export function guardLimits(pack: Pack, customer_name: string, history: readonly Said[]): GuardLimits {
  const gate = pack.identityGate
  if (!gate || identityConfirmed(history, customer_name)) return { held_back: null, safe_line: askAgain }
  const question = gate.question(spokenName(customer_name))
  return { held_back: { unsayable: gate.unsayable, question }, safe_line: question }
}

/** Longer than any sentence of 25 words: what runs on without an end is not waited for. */
const longestSentence = 600
const endsAtOnce = /[?？؟。！]/u
const closers = /[.!?…？؟。！"'”’)\]]/u
const sentenceEnd = /[.!…]["'”’)\]]*$/u
const abbreviation = /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|ave|rd|blvd|hwy|jr|sr|vs|etc|approx|apt|dept|ext|\p{L}|\p{L}\.\p{L})\.$/iu
const listMark = /^(?:[-–—•*#>+]+\s+)+/u

/**
 * The first sentence is released word by word, so that the caller hears it while the model still writes; every later one is released whole or not at
 * all, and so is every sentence while something is held back. A sentence that does not fit any more ends the reply.
 */
export function createGuard(limits: GuardLimits): Guard {
  const interventions = new Set<Intervention>()
  let spoken = ''
  /** Of the sentence at hand: what was not released. */
  let pending = ''
  /** Of the sentence at hand something was released. */
  let begun = false
  /** Punctuation of the last released word: spoken with the next one, dropped when there is none to come. */
  let tail = ''
  /** A question or exclamation has ended, but its closing marks may go on. */
  let closing = false
  /** A line ended without a full stop. */
  let stopOwed = false
  let closed = false

  function take(unit: string) {
    if (closing && !closers.test(unit)) endSentence()
    if (closed) return
    if (unit === '\n') return endLine()
    if (unit === '*' || unit === '`') return
    pending += unit
    if (endsAtOnce.test(unit)) closing = true
    else if (/\s/u.test(unit)) endWord()
    if (pending.length > longestSentence && !closed) {
      endSentence()
      close()
    }
  }

  function endWord() {
    const text = pending.trimEnd()
    if (sentenceEnd.test(text) && !abbreviation.test(text) && (begun || !/^\W*\d+[.)]$/u.test(text))) return endSentence()
    const streams = limits.held_back === null && (begun || spoken === '')
    if (streams && countWords(text) > 0) release(tidy(text))
  }

  /** Words of the first sentence, as they come. */
  function release(text: string) {
    const body = text.replace(/[,;:–—-]+$/u, '')
    const joint = spoken === '' ? '' : `${tail} `
    const room = wordsPerReply - countWords(spoken)
    pending = ''
    if (countWords(body) > room) {
      const last = room > 0 ? joint + firstWords(body, room) : ''
      spoken = stopped(spoken + last)
      return close()
    }
    spoken += joint + body
    tail = text.slice(body.length)
    begun = true
  }

  function endLine() {
    const said = begun || countWords(tidy(pending)) > 0
    endSentence()
    if (said && spoken !== '' && !/[.!?…:;,]["'”’)\]]*$/u.test(spoken)) stopOwed = true
  }

  function endSentence() {
    closing = false
    const text = tidy(pending)
    pending = ''
    if (begun) {
      if (countWords(text) > 0) release(text)
      if (!closed) spoken += tail + (countWords(text) > 0 ? '' : text)
      tail = ''
      begun = false
    } else if (countWords(text) > 0) say(text)
  }

  /** A whole sentence. */
  function say(whole: string) {
    let text = whole
    if (limits.held_back?.unsayable.test(plainApostrophes(whole.normalize('NFKC')))) {
      const again = interventions.has('held_back')
      interventions.add('held_back')
      if (again) return
      text = limits.held_back.question
    }
    if (countQuestions(spoken) + countQuestions(text) > questionsPerReply) {
      interventions.add('dropped_question')
      return
    }
    const room = wordsPerReply - countWords(spoken)
    if (countWords(text) <= room) {
      spoken += spoken === '' ? text : `${stopOwed ? '.' : ''} ${text}`
      stopOwed = false
      return
    }
    if (spoken === '') spoken = stopped(firstWords(text, room))
    close()
  }

  function close() {
    interventions.add('cut_long_reply')
    closed = true
    tail = ''
    pending = ''
  }

  function tidy(text: string): string {
    const plain = text
      .replace(/[\u200B-\u200D\u2060\uFEFF]/gu, '')
      .replace(/\s+/gu, ' ')
      .trim()
    return oneMark(begun ? plain : plain.replace(listMark, ''))
  }

  return {
    push(delta) {
      const before = spoken.length
      for (const unit of delta.split('')) take(unit)
      return spoken.slice(before)
    },
    finish(needed) {
      const before = spoken.length
      if (!closed) endSentence()
      if (needed === 'words' && countWords(spoken) === 0) {
        interventions.add('safe_line')
        spoken += limits.safe_line
      }
      return { text: spoken.slice(before), interventions: [...interventions] }
    },
  }
}

/** "Really??" is one question. */
function oneMark(text: string): string {
  const first = text.search(/[?？؟]/u)
  return first < 0 ? text : text.slice(0, first + 1) + text.slice(first + 1).replace(/[?？؟]/gu, '')
}

/** Cut short, but closed. */
function stopped(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text.replace(/[\s,;:–—-]+$/u, '')}.`
}
