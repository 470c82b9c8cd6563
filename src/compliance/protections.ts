// What a person or a debt is protected by: whoever stands between (attorney, court, employer), what was asked for, what has become of the debt.
import { type Facts, somewhere, touches } from './facts.ts'
import { otherLaw, type Rule, regulationF } from './rule.ts'
import { daysBetweenOn } from './wall-clock.ts'

/** Local days after the first communication in which the validation notice may still be on its way. */
const noticeDays = 5

export const protectionRules: readonly Rule[] = [
  {
    ...regulationF,
    id: 'REGF-6B2-ATTORNEY',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'an attorney represents this person',
    source: '12 CFR 1006.6(b)(2), comment 6(b)(2)-1',
    blocks: (facts) => {
      const attorney = facts.input.customer.flags.attorney
      if (!attorney?.known || attorney.consents || attorney.unresponsive || facts.isReply) return false
      return touches(facts, attorney.debts ?? ['*'])
    },
  },
  {
    ...regulationF,
    id: 'REGF-6C-CEASE',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'this person asked in writing that contact end',
    source: '12 CFR 1006.6(c), comment 6(c)(1)-1',
    blocks: (facts, at) => (facts.input.customer.flags.cease ?? []).some((notice) => Date.parse(notice.received_at) <= at && touches(facts, [notice.debt_id])),
  },
  {
    ...regulationF,
    id: 'REGF-14H-MEDIUM',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'this person asked not to be reached this way',
    source: '12 CFR 1006.14(h), comments -1 to -3',
    blocks: (facts) => {
      const { flags, phone } = facts.input.customer
      if (facts.isReply || facts.helpAwaited) return false
      return (flags.no_medium ?? []).includes(facts.medium) || (facts.medium !== 'email' && (flags.no_numbers ?? []).includes(phone))
    },
  },
  {
    ...regulationF,
    id: 'REGF-6D-THIRDPARTY',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'the number belongs to somebody else',
    source: '12 CFR 1006.6(d)(1)',
    // A location call is the one call that is meant for somebody else.
    blocks: (facts) => facts.input.request.purpose !== 'location' && reaches(facts, facts.input.customer.flags.wrong_numbers),
  },
  {
    ...regulationF,
    id: 'REGF-6B1-PLACE',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'the line is at a place that this person called inconvenient',
    source: '12 CFR 1006.6(b)(1)(ii), comments 6(b)(1)-1.iii, 6(b)(1)(ii)-1',
    blocks: (facts) => facts.medium === 'voice' && reaches(facts, facts.input.customer.flags.home_inconvenient),
  },
  {
    ...regulationF,
    id: 'REGF-6B3-WORK',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'the employer forbids calls to this number',
    source: '12 CFR 1006.6(b)(3), comment -1',
    blocks: (facts) => reaches(facts, facts.input.customer.flags.work_numbers),
  },
  {
    ...regulationF,
    id: 'REGF-10C-ONCE',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'this third party was already spoken to',
    source: '12 CFR 1006.10(b), (c)',
    blocks: (facts) => {
      const { purpose, party, third_party_asked_again } = facts.input.request
      return purpose === 'location' && party != null && third_party_asked_again !== true && facts.rows.some((row) => row.outcome === 'conversation')
    },
  },
  {
    ...regulationF,
    id: 'DECEASED',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'this person has died; a human may speak with the personal representative',
    source: '12 CFR 1006.6(a)(4), comment',
    blocks: (facts) => isAutomated(facts) && facts.input.customer.flags.deceased === true,
  },
  {
    ...regulationF,
    id: 'MINOR',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'this person is a minor; a human may speak with a parent or guardian',
    source: '12 CFR 1006.6(a)(2), (3)',
    blocks: (facts) => isAutomated(facts) && facts.input.customer.flags.minor === true,
  },
  {
    ...otherLaw,
    id: 'SCRA-REVIEW',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'this person is on active duty; a human must look at the account first',
    source: '50 USC 3901 ff.',
    mark: 'U',
    blocks: (facts) => isAutomated(facts) && facts.input.customer.flags.scra === true,
  },
  {
    ...otherLaw,
    id: 'BK-STAY',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'a bankruptcy case is open, or has discharged the debt',
    source: '11 USC 362(a)(6), 524(a)(2)',
    mark: 'U',
    blocks: (facts) => facts.input.customer.flags.bankruptcy === 'active' || facts.input.customer.flags.bankruptcy === 'discharged',
  },
  {
    ...regulationF,
    id: 'DEBT-CLOSED',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'the debt is paid, settled, sold or recalled',
    source: '12 CFR 1006.30(b), 1006.18(b)(2)',
    blocks: (facts) => facts.debts.some((debt) => debt.status !== undefined && debt.status !== 'open'),
  },
  {
    ...regulationF,
    id: 'REGF-38-DISPUTE',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'the debt is disputed and the dispute is not answered',
    source: '12 CFR 1006.38(c), (d)(2)',
    blocks: (facts) => facts.debts.some((debt) => debt.dispute === 'open'),
  },
  {
    ...regulationF,
    id: 'REGF-34-NOTICE',
    kind: 'refuse',
    binds: 'debt',
    sentence: 'the validation notice was not sent within five days of the first communication',
    source: '12 CFR 1006.34(a)(1)',
    blocks: (facts, at) =>
      facts.debts.some(({ initial_comm_at, notice_sent_at }) => {
        if (initial_comm_at === undefined || notice_sent_at !== undefined) return false
        return somewhere(facts, at, (_, clock) => daysBetweenOn(clock, Date.parse(initial_comm_at), at) > noticeDays)
      }),
  },
]

/** Whether the number that would be used is on a list of numbers. */
function reaches(facts: Facts, numbers: readonly string[] | undefined): boolean {
  return facts.medium !== 'email' && numbers !== undefined && numbers.includes(facts.input.customer.phone)
}

function isAutomated(facts: Facts): boolean {
  return facts.input.request.channel !== 'voice_human'
}
