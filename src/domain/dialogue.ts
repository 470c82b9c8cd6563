// What can be heard in a conversation without a model: words and questions of a reply, yes and no, a goodbye, who was confirmed.
import { addDays, type CalendarDate, daysBetween } from './time.ts'
import type { Speaker } from './transcript.ts'

/** One turn, as spoken. */
export type Said = { speaker: Speaker; text: string }

/** The most words of one reply, and the most questions (issue 3, the four conversation rules). */
export const wordsPerReply = 25
export const questionsPerReply = 1

/** What the agent asks when it has helped, before it may take its leave. */
export const closingQuestion = 'Is there anything else I can help with?'

const word = /[\p{L}\p{N}][\p{L}\p{N}'’.,$%-]*/gu

export function countWords(text: string): number {
  return text.match(word)?.length ?? 0
}

/** @returns the text up to the end of its n-th word, closing punctuation not included */
export function firstWords(text: string, n: number): string {
  const last = [...text.matchAll(word)][n - 1]
  return last ? text.slice(0, last.index + last[0].length).replace(/[.,-]+$/u, '') : text
}

export function countQuestions(text: string): number {
  return text.match(/[?？؟]/gu)?.length ?? 0
}

/** One apostrophe for all, so that every pattern here has to know only one. */
export function plainApostrophes(text: string): string {
  return text.replace(/[’‘ʼ]/gu, "'")
}

const fillers = '(?:(?:um+|uh+|er+|ah|oh|well|so|hi|hello|hey|okay|ok|right|please|thanks|thank you|sorry)\\b[\\s,.!-]*)*'
const yes =
  "(?:yes|yeah|yep|yup|yah|ya|sure|correct|exactly|absolutely|definitely|certainly|of course|uh[- ]huh|mm[- ]?hmm?|right|that's (?:right|correct|it|fine|me)|that is (?:right|correct|fine)|that works|sounds (?:good|right)|okay|ok|fine|go ahead|it is|i am|i do|i can|speaking|s[ií])"
const no = "(?:no|nope|nah|not (?:really|now|at all|quite|right)|that's (?:not|wrong)|that is (?:not|wrong)|wrong|incorrect|i don't think so|never)"
const affirming = new RegExp(`^${fillers}${yes}(?![\\p{L}'])`, 'iu')
const denying = new RegExp(`^${fillers}${no}(?![\\p{L}'])`, 'iu')

export function affirms(text: string): boolean {
  const plain = plainApostrophes(text).trim()
  return affirming.test(plain) && !denying.test(plain)
}

export function denies(text: string): boolean {
  return denying.test(plainApostrophes(text).trim())
}

const goodbye =
  /\b(?:good[\s-]?bye|bye(?:[\s-]bye)?|farewell|take care|see you|have a (?:good|great|nice|lovely|wonderful) (?:day|one|night|evening|weekend|afternoon|morning|rest)|talk to you (?:later|then|soon)|adi[oó]s)\b/iu

export function saysGoodbye(text: string): boolean {
  return goodbye.test(text)
}

const nothingMore =
  /\b(?:that's (?:all|everything)|that is (?:all|everything)|that will be all|that'll be all|nothing (?:else|more)|no more questions|(?:got|have) to (?:go|run)|gotta go)\b/iu
const nothingMoreWhenAsked = /\b(?:that's it|that is it|i'm (?:all set|good|done|fine|okay)|all set|all good)\b/iu
const askedForMore = /\b(?:anything|something|what) else\b/iu
const leaveMe =
  /\b(?:(?:stop|quit) (?:calling|phoning|contacting|bothering|harassing)|(?:don't|do not|never) (?:ever )?(?:call|phone|contact) (?:me|us|here|this number|again)(?! (?:until|till|before|on|at|after|in|during|this|so|today|tomorrow))|leave me alone|(?:i'm|i am) (?:going to hang up|hanging up))\b/iu

/** Whether the customer has asked for the end: a goodbye, "that is all", a no to "anything else?", or the wish to be left alone. */
export function customerIsDone(history: readonly Said[]): boolean {
  const turn = history.findLastIndex((said) => said.speaker === 'customer')
  const text = plainApostrophes(history[turn]?.text ?? '')
  if (saysGoodbye(text) || leaveMe.test(text)) return true
  const before = history.slice(0, Math.max(turn, 0)).findLast((said) => said.speaker === 'agent')
  if (countQuestions(text) > 0) return false
  if (before && askedForMore.test(before.text) && (denies(text) || nothingMoreWhenAsked.test(text))) return true
  return nothingMore.test(text)
}

/** The parts of a name that prove something when a person says them. */
function nameParts(name: string): string[] {
  return name.toLowerCase().match(/\p{L}{2,}/gu) ?? []
}

const somebodyElse =
  /\bwrong (?:number|person)\b|\b(?:no ?one|nobody) (?:here )?(?:by|with|of) that name\b|\b(?:isn't|is not|not|he's out|she's out) (?:here|home|in|available|around)\b|\bnot (?:him|her|me)\b|\b(?:his|her|their) (?:wife|husband|mother|father|mom|dad|son|daughter|brother|sister|roommate|partner|friend|boss|assistant|carer|caretaker|attorney|lawyer)\b|\bdon't know (?:him|her|them|any|anyone|anybody|who that)\b|\b(?:passed away|deceased|died)\b|\b(?:take a message|she moved|he moved|they moved)\b/iu
const handedOver =
  /\b(?:hold on|one (?:moment|second|sec)|just a (?:moment|second|sec|minute))\b.*\b(?:get|put|find|hand|call) (?:him|her|them)\b|\b(?:let me|i'll|i will) (?:get|put|hand you to) (?:him|her|them|my)\b/iu

function asksWhoItIs(text: string, parts: readonly string[]): boolean {
  if (countQuestions(text) === 0) return false
  if (/\b(?:speaking|talking) (?:with|to)\b|\baccount holder\b/iu.test(text)) return true
  const folded = text.toLowerCase()
  return /\b(?:is this|are you|this is)\b/iu.test(folded) && parts.some((part) => folded.includes(part))
}

function namesThemselves(text: string, parts: readonly string[]): boolean {
  const introduced = plainApostrophes(text).match(
    /\b(?:this is|i'm|i am|it's|it is|my name is|me llamo|soy|you're speaking (?:with|to))\s+((?:(?:mr|mrs|ms|miss|dr)\.?\s+)?[\p{L} .-]{2,60}('s)?)/iu,
  )
  if (!introduced?.[1] || introduced[2]) return false
  const first = introduced[1].toLowerCase().split(/\s+/u).slice(0, 4)
  return first.some((said) => parts.includes(said.replace(/[^\p{L}]/gu, '')))
}

/**
 * Whether the person on the line has said to be the one we call, and nobody else has come to the phone since.
 * A bare "yes" counts only as the answer to a question that asked who it is; "may I speak to …" does not ask that.
 *
 * @param history all turns so far, in order
 */
export function identityConfirmed(history: readonly Said[], name: string): boolean {
  const parts = nameParts(name)
  let asked = false
  let confirmed = false
  for (const turn of history) {
    if (turn.speaker === 'agent') {
      asked = asksWhoItIs(turn.text, parts)
      continue
    }
    const text = plainApostrophes(turn.text)
    if (deniesIdentity(text) || handedOver.test(text) || (asked && denies(text))) confirmed = false
    else if (namesThemselves(text, parts) || (asked && affirmsIdentity(text))) confirmed = true
  }
  return confirmed
}

/** Somebody else is on the line, or the person does not exist here. */
export function deniesIdentity(text: string): boolean {
  return somebodyElse.test(plainApostrophes(text))
}

function affirmsIdentity(text: string): boolean {
  return affirms(text) || /\b(?:speaking|this is (?:she|he|her|him|me)|that's me|that is me|you got (?:her|him|me))\b/iu.test(text)
}

/** The name as it may be spoken: null when the text on file does not look like a name, so that nobody's orders are read out. */
export function spokenName(name: string): string | null {
  const plain = name.trim().replace(/\s+/gu, ' ')
  return /^\p{L}[\p{L}\p{M} .,'’-]{0,59}$/u.test(plain) && plain.split(' ').length <= 4 ? plain : null
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const
export type Weekday = (typeof weekdays)[number]

function weekdayOf(date: CalendarDate): number {
  // 2024-01-01 was a Monday.
  return ((daysBetween('2024-01-01', date) % 7) + 7) % 7
}

/** `Friday, November 27th`. */
export function spokenDate(date: CalendarDate): string {
  const day = Number(date.slice(8, 10))
  const ending = day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th'
  return `${weekdays[weekdayOf(date)]}, ${months[Number(date.slice(5, 7)) - 1]} ${day}${ending}`
}

/** The first such day after `today`: 1 to 7 days away. */
export function nextWeekday(today: CalendarDate, weekday: Weekday): CalendarDate {
  const away = (weekdays.indexOf(weekday) - weekdayOf(today) + 7) % 7
  return addDays(today, away === 0 ? 7 : away)
}
