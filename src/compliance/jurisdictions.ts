// What states and cities add to the federal rules: limits as data, each with its source and how well it was read.
import { concerns, type Facts, isConnected, type Medium, mediumOf, mostInAWeek, type Row, somewhere } from './facts.ts'
import { type Mark, otherLaw, type Rule } from './rule.ts'
import { daysBetweenOn } from './wall-clock.ts'

/** At most `contacts` in seven local days, today the last. */
type WeeklyCap = {
  id: string
  place: (facts: Facts) => boolean
  placeName: string
  contacts: number
  media: readonly Medium[]
  counts: 'this debt' | 'this account' | 'this person'
  /** One reply by the medium that the consumer used is outside of the cap. */
  replyIsFree: boolean
  source: string
  mark: Mark
}

const weeklyCaps: readonly WeeklyCap[] = [
  {
    id: 'ST-MA-FREQ',
    place: (facts) => facts.states.has('MA'),
    placeName: 'Massachusetts',
    contacts: 2,
    media: ['voice', 'sms'],
    counts: 'this debt',
    replyIsFree: false,
    source: '940 CMR 7.04(1)(f), 209 CMR 18.16(1)(d)',
    mark: 'S',
  },
  {
    // The amended rule in force since 2026-09-01 is reported as three attempts; its text was not read, so the tighter number stays.
    id: 'ST-NYC-FREQ',
    place: (facts) => facts.mayBeInNewYorkCity,
    placeName: 'New York City',
    contacts: 2,
    media: ['voice', 'sms', 'email'],
    counts: 'this debt',
    replyIsFree: true,
    source: '6 RCNY 5-77(b)(1)(iv)',
    mark: 'S',
  },
  {
    id: 'ST-DC-FREQ',
    place: (facts) => facts.states.has('DC'),
    placeName: 'the District of Columbia',
    contacts: 4,
    media: ['voice'],
    counts: 'this account',
    replyIsFree: false,
    source: 'D.C. Code 28-3814',
    mark: 'S',
  },
  {
    id: 'ST-WA-FREQ',
    place: (facts) => facts.states.has('WA'),
    placeName: 'Washington',
    contacts: 3,
    media: ['voice', 'sms', 'email'],
    counts: 'this person',
    replyIsFree: false,
    source: 'RCW 19.16.250',
    mark: 'S',
  },
]

const stateLaw = { ...otherLaw, binds: 'debt' } as const

/** Local days after the written notice during which nothing is done about a medical debt. */
const medicalNoticeDays = 60

const nevadaMedical = { ...stateLaw, id: 'ST-NV-MEDICAL', source: 'NRS 649.366', mark: 'V' } as const

export const jurisdictionRules: readonly Rule[] = [
  ...weeklyCaps.map(
    (cap): Rule => ({
      ...stateLaw,
      id: cap.id,
      kind: 'defer',
      sentence: `${cap.placeName} allows ${cap.contacts} contacts in seven days`,
      source: cap.source,
      mark: cap.mark,
      blocks: (facts, at) => isOver(cap, facts, at),
    }),
  ),
  {
    ...nevadaMedical,
    kind: 'refuse',
    sentence: 'Nevada requires a written notice about a medical debt first',
    blocks: (facts) => nevadaMedicalNotices(facts).includes(undefined),
  },
  {
    ...nevadaMedical,
    kind: 'defer',
    sentence: 'Nevada requires sixty days after the written notice about a medical debt',
    blocks: (facts, at) =>
      nevadaMedicalNotices(facts).some(
        (sent) => sent !== undefined && somewhere(facts, at, (_, clock) => daysBetweenOn(clock, Date.parse(sent), at) < medicalNoticeDays),
      ),
  },
]

function isOver(cap: WeeklyCap, facts: Facts, at: number): boolean {
  if (!cap.place(facts) || isLocationCall(facts) || !cap.media.includes(facts.medium) || (cap.replyIsFree && facts.isReply)) return false
  const contacts = facts.recent.filter((row) => isConnected(row) && cap.media.includes(mediumOf(row)) && isCounted(cap, facts, row))
  return mostInAWeek(facts, at, contacts) >= cap.contacts
}

function isCounted(cap: WeeklyCap, facts: Facts, row: Row): boolean {
  switch (cap.counts) {
    case 'this person':
      return true
    case 'this debt':
      return concerns(facts.debtIds, row)
    case 'this account':
      return concerns(facts.debtIds, row) || isOfSameAccount(facts, row)
  }
}

function isOfSameAccount(facts: Facts, row: Row): boolean {
  const accounts = facts.debts.flatMap((debt) => debt.account ?? [])
  return facts.input.customer.debts.some((debt) => debt.account !== undefined && accounts.includes(debt.account) && debt.id === row.debt_id)
}

function isLocationCall(facts: Facts): boolean {
  return facts.input.request.purpose === 'location'
}

/** When the notice of each medical debt in question was sent; undefined where none was. */
function nevadaMedicalNotices(facts: Facts): (string | undefined)[] {
  if (!facts.states.has('NV') || isLocationCall(facts)) return []
  return facts.debts.filter((debt) => debt.kind === 'medical').map((debt) => debt.medical_notice_at)
}
