// The proof of one decision, as somebody can read it aloud: may this person be called, why, and from when.
import { Badge } from '../ui/badge.tsx'
import { dateAndTime, localDateAndTime } from '../ui/format.ts'
import { Facts } from '../ui/panel.tsx'
import { verdictWords } from '../ui/words.ts'
import classes from './receipt-view.module.css'
import type { Receipt } from './start-call.ts'

/** @param time_zone the customer's own, or null when nobody knows it: times are then said in UTC */
export function ReceiptView({ receipt, time_zone }: { receipt: Receipt; time_zone: string | null }) {
  const zone = time_zone ?? 'UTC'
  return (
    <>
      <p className={classes.explanation}>{receipt.explanation}</p>
      <Facts
        facts={[
          ['Decision', <Badge key="verdict" {...verdictWords[receipt.verdict]} />],
          ...(receipt.not_before
            ? ([
                [
                  'Not before',
                  <span key="not-before">
                    <time dateTime={receipt.not_before}>{localDateAndTime(receipt.not_before, zone)}</time>
                    <span className={classes.more}>{time_zone ? 'the customer’s local time' : 'the customer’s time zone is not known'}</span>
                  </span>,
                ],
              ] as const)
            : []),
          [
            receipt.rule_ids.length === 1 ? 'Rule' : 'Rules',
            <ul key="rules" className={classes.rules}>
              {receipt.rule_ids.map((rule) => (
                <li key={rule}>
                  <code>{rule}</code>
                </li>
              ))}
            </ul>,
          ],
          ['Decided', `${dateAndTime(receipt.at)} by rules ${receipt.rule_version}`],
          ['Receipt', <code key="id">{receipt.id}</code>],
        ]}
      />
    </>
  )
}
