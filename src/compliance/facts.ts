// The question prepared once for many instants: where the person may be, which debts and which past contacts count.
import type { Contact, ContactOutcome } from '../domain/contact.ts'
import { day } from '../domain/time.ts'
import type { ClearanceInput } from './clearance-input.ts'
import { daysBetweenOn, type WallClock, wallClock } from './wall-clock.ts'
import { mayBeInNewYorkCity, possibleStates, possibleZones } from './whereabouts.ts'

export type Medium = 'voice' | 'sms' | 'email'
export type SubjectDebt = ClearanceInput['customer']['debts'][number]
/** A past contact, with its instant as a number. */
export type Row = Contact & { time: number }
/** The consumer's wish to be called again about the debt; both ends included. */
type Callback = { from: number; to: number }

export type Facts = {
  input: ClearanceInput
  now: number
  clocks: readonly WallClock[]
  states: ReadonlySet<string>
  mayBeInNewYorkCity: boolean
  medium: Medium
  /** Somebody's debt is the matter: every purpose but a roadside call. */
  aboutDebt: boolean
  /** A roadside call to somebody who waits for help, which a "stop calling" does not hold back. */
  helpAwaited: boolean
  /** An unanswered message of the consumer by the same channel: one reply is welcome. */
  isReply: boolean
  /** The requested debt; every debt on file when none was named, since any may come up. */
  debts: readonly SubjectDebt[]
  /** Their ids, with those of the debts that count as one with them. */
  debtIds: ReadonlySet<string>
  /** The contacts that count for the person addressed: the consumer, or the third party of a location call. */
  rows: readonly Row[]
  /** Those that can still matter to a weekly count at `now` or later. */
  recent: readonly Row[]
  /** The recent talks about the debt, whoever began them. */
  recentTalks: readonly Row[]
  callbacks: readonly Callback[]
}

/** A week of counting, before it a week in which a call may have been asked for, and room for zones. */
const recentSpan = 21 * day

/** Days for which a "call me back" holds, the day on which it was said being the first. */
const callbackDays = 7

const notConnected: ReadonlySet<ContactOutcome> = new Set(['busy', 'not_in_service', 'failed'])

export function prepare(input: ClearanceInput): Facts {
  const { customer, request } = input
  const now = Date.parse(input.now)
  const aboutDebt = request.purpose !== 'roadside_callback'
  const asked = request.debt_id ?? null
  const debts = aboutDebt ? customer.debts.filter((debt) => asked === null || debt.id === asked) : []
  const requested = aboutDebt && asked !== null ? [asked] : []
  const debtIds = new Set([...requested, ...debts.flatMap((debt) => countedAsOne(customer.debts, debt))])
  const rows = countedRows(input)
  const recent = rows.filter((row) => row.time > now - recentSpan)
  const recentTalks = recent.filter((row) => row.outcome === 'conversation' && concerns(debtIds, row))
  const reply = request.in_reply_to
  return {
    input,
    now,
    clocks: possibleZones(customer).map(wallClock),
    states: possibleStates(customer),
    mayBeInNewYorkCity: mayBeInNewYorkCity(customer),
    medium: request.channel === 'sms' || request.channel === 'email' ? request.channel : 'voice',
    aboutDebt,
    helpAwaited: !aboutDebt && (request.emergency === true || request.incident_open === true),
    isReply: reply != null && !reply.replied && reply.channel === request.channel,
    debts,
    debtIds,
    rows,
    recent,
    recentTalks,
    callbacks: request.party == null ? callbacks(input, debtIds, recentTalks) : [],
  }
}

/** Student loans of one account are one debt: 12 CFR 1006.14(b)(4), comment -2. */
function countedAsOne(onFile: readonly SubjectDebt[], debt: SubjectDebt): string[] {
  if (debt.kind !== 'student_loan' || debt.account === undefined) return [debt.id]
  return onFile.filter((other) => other.kind === 'student_loan' && other.account === debt.account).map((other) => other.id)
}

/** Roadside calls are no debt collection; calls to a number later found wrong never reached this person; each third party has a count of its own. */
function countedRows({ customer, history, request }: ClearanceInput): Row[] {
  const party = request.party ?? null
  const wrong = new Set(party === null ? customer.flags.wrong_numbers : [])
  return history
    .filter((row) => row.purpose !== 'roadside_callback' && (row.party ?? null) === party && !wrong.has(row.number ?? customer.phone))
    .map((row) => ({ ...row, time: Date.parse(row.at) }))
}

/** A wish ends at `until`, on revocation, and with the next conversation about the debt; only one given to the collector counts. */
function callbacks({ customer }: ClearanceInput, debtIds: ReadonlySet<string>, talks: readonly Row[]): Callback[] {
  return (customer.consents.callback ?? [])
    .filter((wish) => wish.given_to === 'collector' && debtIds.has(wish.debt_id))
    .map((wish) => {
      const from = Date.parse(wish.at)
      const nextTalk = Math.min(...talks.map((talk) => talk.time).filter((time) => time > from))
      const until = wish.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(wish.until)
      const revoked = wish.revoked_at === undefined ? Number.POSITIVE_INFINITY : Date.parse(wish.revoked_at) - 1
      return { from, to: Math.min(nextTalk, until, revoked) }
    })
}

/**
 * Whether the consumer had asked to be called again about this debt, at that instant.
 * Seven local days at most, and only while that is so in every place where the person may be.
 * Source: 12 CFR 1006.14(b)(3)(i) and comments.
 */
export function wasAskedFor(facts: Facts, at: number): boolean {
  return facts.callbacks.some(({ from, to }) => from <= at && at <= to && facts.clocks.every((clock) => daysBetweenOn(clock, from, at) < callbackDays))
}

/** A conversation counts for every debt it touched, anything else for one; a contact that names none counts for the requested one. */
export function concerns(debtIds: ReadonlySet<string>, row: Row): boolean {
  const named = [...(row.debt_id == null ? [] : [row.debt_id]), ...(row.debt_ids ?? [])]
  const [first] = named
  if (first === undefined) return true
  return row.outcome === 'conversation' ? named.some((id) => debtIds.has(id)) : debtIds.has(first)
}

/** A message is known by its outcome; a row without a channel is an AI call. */
export function mediumOf(row: Row): Medium {
  if (row.outcome === 'sms_sent' || row.channel === 'sms') return 'sms'
  return row.outcome === 'email_sent' || row.channel === 'email' ? 'email' : 'voice'
}

/** Reached a line: rang, or left something. An answer of the provider that never came is held to have reached it. */
export function isConnected(row: Row): boolean {
  return row.direction === 'outbound' && !notConnected.has(row.outcome)
}

/** Whether something holds on the wall of any place where the person may be. */
export function somewhere(facts: Facts, at: number, holds: (local: number, clock: WallClock) => boolean): boolean {
  for (const clock of facts.clocks) if (holds(clock.local(at), clock)) return true
  return false
}

/** Whether a list of debt ids, in which `*` stands for all, touches the debt in question. */
export function touches(facts: Facts, debts: readonly string[]): boolean {
  return debts.some((id) => id === '*' || facts.debtIds.has(id))
}

/** Seven consecutive local days, today the last. */
const weekDays = 7

/** The most of these contacts that fall, on any wall, into the week that ends today. One dated ahead counts too: its clock was fast. */
export function mostInAWeek(facts: Facts, at: number, rows: readonly Row[]): number {
  let most = 0
  for (const clock of facts.clocks) {
    let count = 0
    for (const row of rows) if (daysBetweenOn(clock, row.time, at) < weekDays) count++
    if (count > most) most = count
  }
  return most
}
