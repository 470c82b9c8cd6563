// The list of calls, newest first, renewed while any of them is live.
import { Button, NativeSelect } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { callSummarySchema, pageOf } from '../../../src/contract/api.ts'
import { callStatuses, callStatusSchema, isFinished } from '../../../src/domain/call.ts'
import { withQuery } from '../api/client.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Badge } from '../ui/badge.tsx'
import { ListKeys, PageLink, Pager } from '../ui/list.tsx'
import { Asking, Empty, ProblemNotice, StaleNotice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import table from '../ui/table.module.css'
import { callStatusWords, packTitles } from '../ui/words.ts'
import { byCustomer, CallsTable } from './calls-table.tsx'

const route = getRouteApi('/calls')
const callsPageSchema = pageOf(callSummarySchema)
const whileLiveMs = 2_000
const otherwiseMs = 10_000

export function CallsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const calls = useAnswer(withQuery('/api/calls', search), callsPageSchema, (page) =>
    page?.items.some((call) => !isFinished(call.status)) ? whileLiveMs : otherwiseMs,
  )
  const live = calls.kind === 'answered' ? calls.value.items.filter((call) => call.status === 'in_progress').length : 0
  const filtered = search.status !== undefined || search.pack !== undefined

  return (
    <Page title="Calls" beside={live > 0 && <Badge word={`${live} on the line`} tone="live" />}>
      <div className={table.filters}>
        <NativeSelect
          aria-label="Status"
          value={search.status ?? ''}
          data={[{ value: '', label: 'Any status' }, ...callStatuses.map((status) => ({ value: status, label: callStatusWords[status].word }))]}
          onChange={({ currentTarget }) => {
            const status = callStatusSchema.safeParse(currentTarget.value).data
            void navigate({ search: ({ pack }) => ({ pack, status }) })
          }}
        />
        <NativeSelect
          aria-label="Line of business"
          value={search.pack ?? ''}
          data={[{ value: '', label: 'Every line of business' }, ...Object.entries(packTitles).map(([value, label]) => ({ value, label }))]}
          onChange={({ currentTarget }) => {
            const pack = currentTarget.value || undefined
            void navigate({ search: ({ status }) => ({ status, pack }) })
          }}
        />
        {filtered && (
          <Button variant="subtle" color="gray" onClick={() => void navigate({ search: {} })}>
            Clear
          </Button>
        )}
        <ListKeys />
      </div>
      <CallsAsked calls={calls} filtered={filtered} />
      {calls.kind === 'answered' && (
        <Pager>
          {search.cursor && (
            <PageLink to="/calls" search={{ ...search, cursor: undefined }}>
              Newest
            </PageLink>
          )}
          {calls.value.next_cursor && (
            <PageLink to="/calls" search={{ ...search, cursor: calls.value.next_cursor }}>
              Older
            </PageLink>
          )}
        </Pager>
      )}
    </Page>
  )
}

function CallsAsked({ calls, filtered }: { calls: ReturnType<typeof useAnswer<typeof callsPageSchema>>; filtered: boolean }) {
  switch (calls.kind) {
    case 'asking':
      return (
        <div className={table.frame}>
          <Asking what="calls" rows={8} />
        </div>
      )
    case 'refused':
      return <ProblemNotice problem={calls.problem} askAgain={calls.askAgain} />
    case 'answered':
      return (
        <>
          <StaleNotice problem={calls.stale} />
          <div className={table.frame}>
            {calls.value.items.length > 0 ? (
              <CallsTable calls={calls.value.items} lead={byCustomer} />
            ) : filtered ? (
              <Empty title="No call matches">Take a filter away to see more.</Empty>
            ) : (
              <Empty title="No calls yet">
                Open <Link to="/customers">a customer</Link> and press Call: the call appears here at once.
              </Empty>
            )}
          </div>
        </>
      )
  }
}
