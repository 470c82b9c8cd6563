// The words in which states and kinds are said to an operator, and the tone that goes with them.
import type { AnswerClass, CallStatus, Purpose } from '../../../src/domain/call.ts'
import type { FollowUpStatus } from '../../../src/domain/follow-up.ts'
import type { PromiseStatus } from '../../../src/domain/promise.ts'

/** `live` pulses; the others only colour what the word already says. */
export type Tone = 'live' | 'wait' | 'good' | 'bad' | 'info' | 'quiet'
type Said = { word: string; tone: Tone }

export const callStatusWords: Record<CallStatus, Said> = {
  reserved: { word: 'Preparing', tone: 'info' },
  dialing: { word: 'Dialling', tone: 'info' },
  dial_unconfirmed: { word: 'Dial unconfirmed', tone: 'wait' },
  in_progress: { word: 'On the line', tone: 'live' },
  processing: { word: 'Wrapping up', tone: 'info' },
  completed: { word: 'Completed', tone: 'quiet' },
  no_answer: { word: 'No answer', tone: 'quiet' },
  busy: { word: 'Busy', tone: 'quiet' },
  voicemail: { word: 'Voicemail', tone: 'quiet' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'quiet' },
}

export const answerWords: Record<AnswerClass, string> = {
  human: 'answered by a person',
  voicemail: 'reached voicemail',
  call_screening: 'met call screening',
  ivr: 'met a phone menu',
  no_answer: 'nobody answered',
  busy: 'line was busy',
  failed: 'did not go through',
  unknown: 'unclear who answered',
}

export const purposeWords: Record<Purpose, string> = {
  collection: 'Payment',
  promise_reminder: 'Promise reminder',
  callback: 'Call-back',
  service: 'Service',
  survey: 'Survey',
}

export const followUpWords: Record<FollowUpStatus, Said> = {
  scheduled: { word: 'Scheduled', tone: 'info' },
  deferred: { word: 'Deferred', tone: 'wait' },
  in_progress: { word: 'Calling', tone: 'live' },
  completed: { word: 'Done', tone: 'good' },
  cancelled: { word: 'Cancelled', tone: 'quiet' },
  expired: { word: 'Expired', tone: 'bad' },
}

export const promiseWords: Record<PromiseStatus, Said> = {
  proposed: { word: 'Proposed', tone: 'wait' },
  active: { word: 'Active', tone: 'info' },
  kept: { word: 'Kept', tone: 'good' },
  partly_kept: { word: 'Partly kept', tone: 'wait' },
  broken: { word: 'Broken', tone: 'bad' },
  superseded: { word: 'Superseded', tone: 'quiet' },
  cancelled: { word: 'Cancelled', tone: 'quiet' },
}

export const verdictWords: Record<'allow' | 'defer' | 'refuse', Said> = {
  allow: { word: 'Allowed', tone: 'good' },
  defer: { word: 'Not now', tone: 'wait' },
  refuse: { word: 'Not allowed', tone: 'bad' },
}

/** The lines of business that ship with the product, for filters. Another pack's name is shown in plain words. */
export const packTitles: Readonly<Record<string, string>> = { collections: 'Collections', roadside: 'Roadside' }

/** `promise_to_pay` as people write it: `Promise to pay`. */
export function plain(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function packTitle(pack: string): string {
  return packTitles[pack] ?? plain(pack)
}
