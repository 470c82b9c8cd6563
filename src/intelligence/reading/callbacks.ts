// Whether the customer asked to be called at another time, and when.

import { usualInstant } from '../../domain/follow-up.ts'
import type { Evidence, SpokenTurn } from '../../domain/outcome.ts'
import { addDays, type Instant, instantAt, localDate } from '../../domain/time.ts'
import { spokenDates, spokenTime } from './spoken-dates.ts'
import { isAgreement, isDenial } from './stances.ts'
import { flatten } from './words.ts'

/** `requested_for` is an instant, or null where the customer named no day and no hour. */
export type CallbackReading = { requested: boolean; requested_for: Instant | null; evidence: Evidence[] }

const asks =
  /\b(?:call|phone|ring|try|reach|get) (?:me|us)(?: back)?\b(?! (?:a|that|names|crazy|stupid|on my (?:cell|mobile)|anything))|\b(?:call|ring|phone) (?:back|again)\b|\bcall ?back\b|\bgive (?:me|us) a (?:call|ring)\b|\b(?:another|better|different) time\b|\bcall (?:my|this) (?:\w+ )?(?:phone|cell|mobile|number|line)\b|\b(?:can|could) (?:we|you) (?:talk|speak|do this|call) (?:later|tomorrow|another|again|on|next|at)\b|\bi(?:'ll| will) be (?:free|available|home|back)\b/
const refusesCalls =
  /\b(?:don't|do not|never|stop|quit|no more|not) (?:ever )?(?:call|calling|calls|phone|ring|phoning|contact\w*)\b(?!.*\b(?:until|till|before|after|today|now|at work|yet)\b)|\bi(?:'ll| will) call you\b/
const offersCall =
  /\b(?:when|what time|which day|what day)\b.*\b(?:call|reach|try|ring|back)\b|\b(?:call|try|reach|ring) (?:you|him|her)(?: back| again)?\b.*\?|\bbetter time\b|\bcall (?:you )?back\b/

/**
 * @param now   the instant of the call
 * @param zone  the customer's: "at two" is two o'clock there
 */
export function readCallback(turns: readonly SpokenTurn[], now: Instant, zone: string): CallbackReading {
  const today = localDate(now, zone)
  const reading: CallbackReading = { requested: false, requested_for: null, evidence: [] }
  let date: string | null = null
  let time: string | null = null
  let offered = false
  let proposed: { date: string | null; time: string | null } = { date: null, time: null }
  for (const turn of turns) {
    const flat = flatten(turn.text)
    const day: string | null = spokenDates(turn.text, today, date).at(-1)?.date ?? null
    const hour = spokenTime(turn.text)
    if (turn.speaker === 'agent') {
      offered = offersCall.test(flat)
      proposed = { date: day, time: hour }
      continue
    }
    const asked = (asks.test(flat) || /\bdon't call\b.*\b(?:until|till|before)\b/.test(flat)) && !refusesCalls.test(flat)
    const answered = offered && !isDenial(flat) && (day !== null || hour !== null)
    const agreed = offered && isAgreement(flat) && (proposed.date !== null || proposed.time !== null)
    if (asked || answered || agreed || (reading.requested && offered && day !== null)) {
      reading.requested = true
      reading.evidence.push({ seq: turn.seq, quote: turn.text.trim() })
      date = day ?? (asked || agreed ? (date ?? proposed.date) : date)
      time = hour ?? (agreed ? (time ?? proposed.time) : time)
    }
  }
  if (reading.requested) reading.requested_for = instantOfRequest(date, time, now, today, zone)
  return reading
}

function instantOfRequest(date: string | null, time: string | null, now: Instant, today: string, zone: string): Instant | null {
  if (date === null && time === null) return null
  const asked = time === null ? usualInstant(date ?? today, zone) : instantAt(date ?? today, time, zone)
  if (asked > now) return asked
  // An hour that has passed today is meant for tomorrow.
  const tomorrow = addDays(today, 1)
  return time === null ? usualInstant(tomorrow, zone) : instantAt(tomorrow, time, zone)
}
