// What the call led to: promises, and the contacts that follow.

import type { CallView } from '../../../src/contract/api.ts'
import { Badge } from '../ui/badge.tsx'
import { calendarDay, dateAndTime, money } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { followUpWords, plain, promiseWords, purposeWords } from '../ui/words.ts'
import classes from './followed-panel.module.css'

type Followed = Pick<CallView, 'promises' | 'follow_ups'>

export function FollowedPanel({ call }: { call: Followed }) {
  if (call.promises.length === 0 && call.follow_ups.length === 0) return null
  return (
    <Panel title="What follows">
      <ul className={classes.list}>
        {call.promises.map((promise) => (
          <li key={promise.id}>
            <div className={classes.what}>
              Promise: {promise.promised_amount === null ? 'no amount named' : money(promise.promised_amount)}
              {promise.promised_date && ` by ${calendarDay(promise.promised_date)}`}
              <Badge {...promiseWords[promise.status]} />
            </div>
            <div className={classes.more}>
              {promise.payment_method ? `By ${plain(promise.payment_method).toLowerCase()}` : 'No payment method named'}
              {promise.paid_amount > 0 && `, ${money(promise.paid_amount)} paid so far`}
            </div>
          </li>
        ))}
        {call.follow_ups.map((followUp) => (
          <li key={followUp.id}>
            <div className={classes.what}>
              {purposeWords[followUp.purpose]}, {dateAndTime(followUp.due_at)}
              <Badge {...followUpWords[followUp.status]} />
            </div>
            <div className={classes.more}>{plain(followUp.reason)}</div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
