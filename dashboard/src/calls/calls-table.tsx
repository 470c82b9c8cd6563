// Calls as rows: the state in words, whose call it is, and what came of it.
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { z } from 'zod'
import type { callSummarySchema } from '../../../src/contract/api.ts'
import { Badge } from '../ui/badge.tsx'
import { clockTime, price } from '../ui/format.ts'
import { IncomingIcon, OutgoingIcon } from '../ui/icons.tsx'
import { Moment } from '../ui/moment.tsx'
import { Nothing } from '../ui/nothing.tsx'
import table from '../ui/table.module.css'
import { useNow } from '../ui/use-now.ts'
import { useRowKeys } from '../ui/use-row-keys.ts'
import { callStatusWords, packTitle, plain, purposeWords } from '../ui/words.ts'

export type CallSummary = z.infer<typeof callSummarySchema>

/** How a row is told from its neighbours: by whose call it is, or, on one person's page, by what it was about. */
export type Lead = { heading: string; title: (call: CallSummary) => string; more: (call: CallSummary) => string }

export const byCustomer: Lead = {
  heading: 'Customer',
  title: (call) => call.customer_name ?? 'Unknown caller',
  more: (call) => `${packTitle(call.pack)} · ${purposeWords[call.purpose]}`,
}

export const byPurpose: Lead = { heading: 'Call', title: (call) => purposeWords[call.purpose], more: (call) => packTitle(call.pack) }

export function CallsTable({ calls, lead }: { calls: readonly CallSummary[]; lead: Lead }) {
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body)
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{lead.heading}</th>
          <th scope="col">Status</th>
          <th scope="col" className={table.middle}>
            Intent
          </th>
          <th scope="col" className={table.middle}>
            Promise
          </th>
          <th scope="col" className={`${table.number} ${table.middle}`}>
            Duration
          </th>
          <th scope="col" className={`${table.number} ${table.wide}`}>
            Cost
          </th>
          <th scope="col" className={table.number}>
            Last update
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {calls.map((call) => (
          <CallRow key={call.id} call={call} lead={lead} />
        ))}
      </tbody>
    </table>
  )
}

function CallRow({ call, lead }: { call: CallSummary; lead: Lead }) {
  return (
    <tr>
      <td>
        <span className={table.direction}>{call.direction === 'outbound' ? <OutgoingIcon size={14} /> : <IncomingIcon size={14} />}</span>
        <span className="hidden-but-read">{plain(call.direction)} call, </span>
        <Link to="/calls/$call_id" params={{ call_id: call.id }} className={table.lead} data-row>
          {lead.title(call)}
        </Link>
        <span className={table.small}>{lead.more(call)}</span>
      </td>
      <td>
        <Badge {...callStatusWords[call.status]} />
      </td>
      <td className={table.middle}>{call.intent ? plain(call.intent) : <Nothing />}</td>
      <td className={table.middle}>{call.promise_made ? <Badge word="Promised" tone="good" /> : <Nothing />}</td>
      <td className={`${table.number} ${table.middle}`}>
        <Duration call={call} />
      </td>
      <td className={`${table.number} ${table.wide}`}>{call.total_usd === null ? <Nothing /> : price(call.total_usd)}</td>
      <td className={table.number}>
        <Moment at={call.ended_at ?? call.answered_at ?? call.dialed_at ?? call.created_at} />
      </td>
    </tr>
  )
}

/** The provider's figure once there is one; until then the time since somebody answered. */
export function Duration({ call }: { call: Pick<CallSummary, 'duration_seconds' | 'answered_at' | 'ended_at'> }) {
  const now = useNow(1_000)
  if (call.duration_seconds) return clockTime(call.duration_seconds)
  if (call.answered_at === null || call.duration_seconds === 0) return <Nothing />
  const until = call.ended_at === null ? now : Date.parse(call.ended_at)
  return clockTime((until - Date.parse(call.answered_at)) / 1000)
}
