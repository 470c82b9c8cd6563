// Whether somebody firmly promised to pay, and what: the dialogue is followed turn by turn, the way a promise is made on the phone.
import type { Evidence, PromiseReading, SpokenTurn } from '../../domain/outcome.ts'
import type { CalendarDate } from '../../domain/time.ts'
import { type PaymentMethod, saysSameMethod, spokenMethods } from './payment-methods.ts'
import { type SpokenAmount, spokenAmounts } from './spoken-amounts.ts'
import { type SpokenDate, spokenDates } from './spoken-dates.ts'
import {
  isAboutCalling,
  isAgentsErrand,
  isAgreement,
  isBroken,
  isDenial,
  isPaymentTalk,
  isProposal,
  type Stance,
  saysMoneyTaken,
  stanceOf,
  takesBack,
} from './stances.ts'
import { type Clause, clausesOf, flatten, type Span, sentenceAt } from './words.ts'

/** `balance` in dollars, null when unknown; `today` is the customer's local day. */
export type PaymentContext = { balance: number | null; today: CalendarDate; method_on_file: PaymentMethod | null }

/** What was read beside the promise itself. */
export type CommitmentReading = PromiseReading & { paid_on_call: boolean; reports_payment: boolean; refused: boolean }

type Slot<Value> = { value: Value; evidence: Evidence }

type Heard = { amounts: SpokenAmount[]; dates: SpokenDate[] }

/** The promise as it stands after the turns so far. */
type Thread = {
  state: 'none' | 'open' | 'firm' | 'withdrawn'
  amount: Slot<number> | null
  date: Slot<CalendarDate> | null
  method: Slot<PaymentMethod> | null
  instalments: { amount: number; date: CalendarDate }[]
  /** Where the commitment itself was spoken. */
  proof: Evidence[]
  /** The last figures of the agent, which a yes takes over; `put`: they were put to the customer, not only stated. */
  proposed: { amount: Slot<number> | null; date: Slot<CalendarDate> | null; method: Slot<PaymentMethod> | null; payment: boolean; put: boolean }
  /** The last amount the agent named at all: what "it" is worth. */
  named: Slot<number> | null
  anchor: CalendarDate | null
  /** "The same way as before": the method on file. */
  same_method: boolean
  conditional: boolean
  hedged: boolean
  third_party: boolean
  refused: boolean
  reports_payment: boolean
  paid_on_call: boolean
}

export function readCommitment(turns: readonly SpokenTurn[], context: PaymentContext): CommitmentReading {
  const thread: Thread = {
    state: 'none',
    amount: null,
    date: null,
    method: null,
    instalments: [],
    proof: [],
    proposed: { amount: null, date: null, method: null, payment: false, put: false },
    named: null,
    anchor: null,
    same_method: false,
    conditional: false,
    hedged: false,
    third_party: false,
    refused: false,
    reports_payment: false,
    paid_on_call: false,
  }
  for (const turn of turns) {
    if (turn.speaker === 'agent') hearAgent(thread, turn, context)
    else hearCustomer(thread, turn, context)
  }
  return readingOf(thread, context)
}

function hear(thread: Thread, turn: SpokenTurn, context: PaymentContext): Heard {
  if (isBroken(flatten(turn.text))) return { amounts: [], dates: [] }
  const dates = spokenDates(turn.text, context.today, thread.anchor)
  const amounts = spokenAmounts(turn.text, context.balance, dates)
  thread.anchor = dates.at(-1)?.date ?? thread.anchor
  return { amounts, dates }
}

function quoteOf(turn: SpokenTurn, span: Span): Evidence {
  return { seq: turn.seq, quote: sentenceAt(turn.text, span.index) }
}

function hearAgent(thread: Thread, turn: SpokenTurn, context: PaymentContext): void {
  const flat = flatten(turn.text)
  const heard = hear(thread, turn, context)
  if (saysMoneyTaken(flat) && !turn.text.trim().endsWith('?')) {
    Object.assign(thread, { paid_on_call: true, state: 'none', amount: null, date: null, method: null, instalments: [], proof: [] })
    return
  }
  const amounts = kept(heard.amounts, flat)
  const dates = kept(heard.dates, flat)
  const methods = spokenMethods(turn.text)
  const slot = <Value>(span: (Span & { value: Value }) | null) => span && { value: span.value, evidence: quoteOf(turn, span) }
  const amount = slot(amounts[0] ? { ...amounts[0], value: amounts[0].amount } : null)
  const date = slot(dates[0] ? { ...dates[0], value: dates[0].date } : null)
  const method = slot(methods[0] ? { ...methods[0], value: methods[0].method } : null)
  if (amounts[0]?.certain || isPaymentTalk(flat)) thread.named = amount ?? thread.named
  const both = amount !== null && date !== null
  thread.proposed = { amount, date, method, payment: (both || isPaymentTalk(flat)) && !isAgentsErrand(flat), put: isProposal(flat) }
  // A question for leave is taken up when the agent goes on with it.
  if (thread.state === 'open' && isAgreement(flat) && !isDenial(flat)) thread.state = 'firm'
  if (thread.state === 'open' && (amount || date) && !/\b(?:can't|cannot|unable|not able|won't)\b/.test(flat)) thread.state = 'firm'
}

/** The values of a turn that were not taken back by what follows them, in order. */
function kept<One extends Span>(values: readonly One[], flat: string): One[] {
  return values.filter((value, at) => {
    const next = values[at + 1]
    if (/\bnot (?:on |the |for )?$/.test(flat.slice(Math.max(0, value.index - 9), value.index))) return false
    return !next || !takesBack(flat.slice(value.end, next.index))
  })
}

type Judged = Clause & { stance: Stance }

function hearCustomer(thread: Thread, turn: SpokenTurn, context: PaymentContext): void {
  const flat = flatten(turn.text).trim()
  const heard = hear(thread, turn, context)
  const clauses: Judged[] = clausesOf(turn.text).map((clause) => ({ ...clause, stance: stanceOf(clause.text, clause.question) }))
  const own = clauses.filter(isOwnBusiness)
  const within = (span: Span) => own.some((clause) => clause.index <= span.index && span.index < clause.end)
  const amounts = kept(heard.amounts, flatten(turn.text)).filter(within)
  const dates = kept(heard.dates, flatten(turn.text)).filter(within)
  note(thread, clauses)

  const committing = own.find((clause) => clause.stance.commits && !clause.stance.asks && carriesValue(clause, heard, thread))
  const offering = own.find((clause) => clause.stance.offers)
  const answered = thread.proposed.payment
  const agreed = isAgreement(flat) && !isDenial(flat)
  // Who says no to what was read back gives the right figure with it.
  const corrects = thread.state !== 'none' && (isDenial(flat) || takesBack(flat))
  const refused = clauses.find((clause) => (clause.stance.refuses || clause.stance.withdraws) && !clause.stance.third_party)
  // What stands behind the last doubt of a turn is meant; what stands before it is not.
  const doubt = clauses.findLastIndex((clause) => clause.stance.hedged || clause.stance.conditional)
  const sure = clauses.slice(doubt + 1).filter((clause) => [...amounts, ...dates].some((span) => clause.index <= span.index && span.index < clause.end))
  const soft = doubt >= 0 && sure.length === 0

  if (committing) commit(thread, turn, committing, 'firm')
  else if (refused && amounts.length === 0) withdraw(thread)
  else if (offering) commit(thread, turn, offering, thread.state === 'firm' ? 'firm' : 'open')
  else if (soft && thread.state !== 'firm') return
  else if (isDenial(flat) && amounts.length + dates.length === 0) {
    if (answered && thread.state === 'open') withdraw(thread)
    return
  } else if ((amounts.length > 0 || dates.length > 0) && (answered || corrects)) {
    const [first] = [...amounts, ...dates].sort((a, b) => a.index - b.index)
    const clause = own.find((one) => first && one.index <= first.index && first.index < one.end)
    if (clause && !clause.stance.asks) commit(thread, turn, clause, amounts.length > 0 && dates.length > 0 ? 'firm' : thread.state === 'firm' ? 'firm' : 'open')
  } else if (agreed && answered && (thread.proposed.amount || thread.proposed.date)) {
    if (thread.state !== 'none' || (thread.proposed.date && thread.proposed.put)) commit(thread, turn, own[0], 'firm')
  }
  if (thread.state === 'none' || thread.state === 'withdrawn') return
  if (committing || offering || agreed || answered || corrects) fill(thread, turn, { amounts, dates }, agreed)
}

/** A clause about the customer's own payment: not somebody else's, not the past, not a refusal, not a condition, not a call. */
function isOwnBusiness(clause: Judged): boolean {
  const { stance } = clause
  const gainsaid = (stance.reports_past || stance.refuses) && !stance.commits
  return !stance.third_party && !gainsaid && !stance.conditional && !stance.hedged && !isAboutCalling(clause.text)
}

function note(thread: Thread, clauses: readonly Judged[]): void {
  for (const { stance } of clauses) {
    if (stance.conditional && (stance.commits || stance.refuses)) thread.conditional = true
    if (stance.hedged) thread.hedged = true
    if (stance.third_party) thread.third_party = true
    if (stance.reports_past && !stance.asks) thread.reports_payment = true
    if (stance.refuses || stance.withdraws) thread.refused = true
  }
}

/** "I can do that" alone is no promise; with a figure, a day, or a proposal that it answers, it is one. */
function carriesValue(clause: Clause, heard: Heard, thread: Thread): boolean {
  const inside = [...heard.amounts, ...heard.dates].some((span) => clause.index <= span.index && span.index < clause.end)
  const nearby = heard.amounts.length + heard.dates.length > 0
  const proposal = thread.proposed.payment && (thread.proposed.amount !== null || thread.proposed.date !== null)
  return inside || nearby || proposal || thread.state === 'firm' || thread.state === 'open'
}

function commit(thread: Thread, turn: SpokenTurn, clause: Clause | undefined, state: 'open' | 'firm'): void {
  const quote = clause ? turn.text.slice(clause.index, clause.end) : turn.text.trim()
  thread.state = state
  thread.proof.push({ seq: turn.seq, quote })
}

function withdraw(thread: Thread): void {
  if (thread.state === 'none') return
  Object.assign(thread, { state: 'withdrawn', amount: null, date: null, instalments: [], proof: [] })
}

/** What the turn gives to a promise that is being made: its own figures first, the agent's where it says yes to them. */
function fill(thread: Thread, turn: SpokenTurn, heard: Heard, agreed: boolean): void {
  const { amounts, dates } = heard
  const [amount] = amounts
  const [date] = dates
  if (amounts.length > 1 && amounts.length === dates.length) {
    thread.instalments = amounts.flatMap((one, at) => (dates[at] ? [{ amount: one.amount, date: dates[at].date }] : []))
  }
  if (amount) thread.amount = { value: amount.amount, evidence: quoteOf(turn, amount) }
  else if (agreed && thread.proposed.amount) thread.amount = thread.proposed.amount
  if (date && !(date.relative && thread.date)) thread.date = { value: earliest(dates, turn.text), evidence: quoteOf(turn, date) }
  else if (thread.proposed.date && (agreed || !thread.date)) thread.date = thread.proposed.date
  const [method] = spokenMethods(turn.text).slice(-1)
  if (method) thread.method = { value: method.method, evidence: quoteOf(turn, method) }
  else if (agreed && thread.proposed.method) thread.method = thread.proposed.method
  else if (saysSameMethod(turn.text)) thread.same_method = true
}

/** "The first and fifteenth" of a plan begins with whichever comes first. */
function earliest(dates: readonly SpokenDate[], text: string): CalendarDate {
  const [first, second] = dates
  if (first && second && /^ ?(?:and|,)? ?(?:the )?$/.test(flatten(text).slice(first.end, second.index)) && second.date < first.date) return second.date
  return first?.date ?? ''
}

function readingOf(thread: Thread, context: PaymentContext): CommitmentReading {
  const { paid_on_call, reports_payment, refused } = thread
  const agentSpokeIt = thread.amount === null ? (thread.proposed.amount ?? thread.named) : null
  const amount = thread.amount ?? agentSpokeIt
  const date = thread.date ?? (thread.state === 'firm' ? thread.proposed.date : null)
  const made = (thread.state === 'firm' || (thread.state === 'open' && amount !== null && date !== null && thread.amount !== null)) && (amount ?? date) !== null
  if (!made) {
    return { ...nothing, conditional: thread.conditional, paid_on_call, reports_payment, refused, confidence: doubt(thread), reasoning: whyNot(thread) }
  }
  const method = thread.method ?? thread.proposed.method
  const evidence = [...thread.proof, amount?.evidence, date?.evidence, method?.evidence].filter((one) => one !== undefined)
  return {
    promise_made: true,
    promised_amount: amount?.value ?? null,
    promised_date: date?.value ?? null,
    payment_method: method?.value ?? (thread.same_method ? context.method_on_file : null),
    conditional: false,
    instalments: thread.instalments,
    confidence: thread.state === 'open' ? 65 : amount && date ? 90 : 75,
    reasoning:
      thread.state === 'open' ? 'The customer named what they would pay, and nobody objected.' : 'The customer committed to a payment in their own words.',
    evidence: distinct(evidence),
    paid_on_call,
    reports_payment,
    refused,
  }
}

const nothing = { promise_made: false, promised_amount: null, promised_date: null, payment_method: null, instalments: [], evidence: [] }

function doubt(thread: Thread): number {
  return thread.state === 'open' || thread.conditional || thread.hedged || thread.third_party ? 78 : 92
}

function whyNot(thread: Thread): string {
  if (thread.state === 'withdrawn') return 'What the customer first offered was taken back.'
  if (thread.paid_on_call) return 'The payment was taken during the call, so nothing is left to follow up.'
  if (thread.conditional) return 'The customer tied the payment to a condition.'
  if (thread.third_party) return 'The customer spoke of what somebody else would pay.'
  if (thread.hedged) return 'The customer spoke of trying, not of paying.'
  if (thread.reports_payment) return 'The customer spoke of a payment already made.'
  if (thread.refused) return 'The customer said that they cannot or will not pay.'
  return 'The customer did not commit to a payment.'
}

function distinct(evidence: readonly Evidence[]): Evidence[] {
  return evidence.filter((one, at) => evidence.findIndex((other) => other.seq === one.seq && other.quote === one.quote) === at)
}
