// What will be done next, and when: soonest first, as the server orders it.
import { NativeSelect } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { z } from 'zod'
import { followUpViewSchema, pageOf } from '../../../src/contract/api.ts'
import { followUpStatusSchema } from '../../../src/domain/follow-up.ts'
import { withQuery } from '../api/client.ts'
import { type Asked, useAnswer } from '../api/use-answer.ts'
import { CustomerLink } from '../customers/customer-link.tsx'
import { Badge } from '../ui/badge.tsx'
import { dateAndTime } from '../ui/format.ts'
import { ListKeys, PageLink, Pager } from '../ui/list.tsx'
import { Moment } from '../ui/moment.tsx'
import { Nothing } from '../ui/nothing.tsx'
import { Asking, Empty, ProblemNotice, StaleNotice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import table from '../ui/table.module.css'
import { useRowKeys } from '../ui/use-row-keys.ts'
import { followUpWords, plain, purposeWords } from '../ui/words.ts'

const route = getRouteApi('/follow-ups')
const followUpsPageSchema = pageOf(followUpViewSchema)
type FollowUpsAnswer = z.infer<typeof followUpsPageSchema>
const againMs = 5_000

export function FollowUpsPage() {
  const { status, cursor } = route.useSearch()
  const navigate = route.useNavigate()
  const followUps = useAnswer(withQuery('/api/follow-ups', { status, cursor }), followUpsPageSchema, () => againMs)
  return (
    <Page title="Follow-ups">
      <div className={table.filters}>
        <NativeSelect
          aria-label="Status"
          value={status ?? ''}
          data={[{ value: '', label: 'Any status' }, ...followUpStatusSchema.options.map((value) => ({ value, label: followUpWords[value].word }))]}
          onChange={({ currentTarget }) => void navigate({ search: { status: followUpStatusSchema.safeParse(currentTarget.value).data } })}
        />
        <ListKeys />
      </div>
      <FollowUpsAsked followUps={followUps} filtered={status !== undefined} />
      {followUps.kind === 'answered' && (
        <Pager>
          {cursor && (
            <PageLink to="/follow-ups" search={{ status }}>
              First
            </PageLink>
          )}
          {followUps.value.next_cursor && (
            <PageLink to="/follow-ups" search={{ status, cursor: followUps.value.next_cursor }}>
              More
            </PageLink>
          )}
        </Pager>
      )}
    </Page>
  )
}

function FollowUpsAsked({ followUps, filtered }: { followUps: Asked<FollowUpsAnswer>; filtered: boolean }) {
  switch (followUps.kind) {
    case 'asking':
      return (
        <div className={table.frame}>
          <Asking what="follow-ups" rows={6} />
        </div>
      )
    case 'refused':
      return <ProblemNotice problem={followUps.problem} askAgain={followUps.askAgain} />
    case 'answered':
      return (
        <>
          <StaleNotice problem={followUps.stale} />
          <div className={table.frame}>
            {followUps.value.items.length > 0 ? (
              <FollowUpsTable followUps={followUps.value.items} />
            ) : filtered ? (
              <Empty title="No follow-up in this state">Choose another status to see more.</Empty>
            ) : (
              <Empty title="Nothing to follow up">When a call ends in a promise or asks for another call, it appears here.</Empty>
            )}
          </div>
        </>
      )
  }
}

function FollowUpsTable({ followUps }: { followUps: FollowUpsAnswer['items'] }) {
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body)
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col">Status</th>
          <th scope="col">Due</th>
          <th scope="col" className={table.middle}>
            Reason
          </th>
          <th scope="col" className={`${table.number} ${table.wide}`}>
            Attempts
          </th>
          <th scope="col" className={table.middle}>
            Follows
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {followUps.map((followUp) => (
          <tr key={followUp.id}>
            <td>
              <CustomerLink customer_id={followUp.customer_id} className={table.lead ?? ''} />
              <span className={table.small}>{purposeWords[followUp.purpose]}</span>
            </td>
            <td>
              <Badge {...followUpWords[followUp.status]} />
            </td>
            <td>
              <Moment at={followUp.due_at} />
              <span className={table.small}>{dateAndTime(followUp.due_at)}</span>
            </td>
            <td className={table.middle}>{plain(followUp.reason)}</td>
            <td className={`${table.number} ${table.wide}`}>{followUp.attempts}</td>
            <td className={table.middle}>
              {followUp.call_id ? (
                <Link to="/calls/$call_id" params={{ call_id: followUp.call_id }} className={table.own}>
                  The call
                </Link>
              ) : (
                <Nothing />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
