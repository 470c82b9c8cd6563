// The people on file: found by name or phone, called from their row.
import { TextInput } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { customerSchema, pageOf } from '../../../src/contract/api.ts'
import { withQuery } from '../api/client.ts'
import { type Asked, useAnswer } from '../api/use-answer.ts'
import { localTime } from '../ui/format.ts'
import { SearchIcon } from '../ui/icons.tsx'
import { ListKeys, PageLink, Pager } from '../ui/list.tsx'
import { Asking, Empty, ProblemNotice, StaleNotice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import table from '../ui/table.module.css'
import { useNow } from '../ui/use-now.ts'
import { useRowKeys, useSearchKey } from '../ui/use-row-keys.ts'
import { CallButton } from './call-button.tsx'

const route = getRouteApi('/customers')
const customersPageSchema = pageOf(customerSchema)
type CustomersPageAnswer = z.infer<typeof customersPageSchema>
/** Long enough for a word to be typed, short enough not to be noticed. */
const typingMs = 250

export function CustomersPage() {
  const { q, cursor } = route.useSearch()
  const customers = useAnswer(withQuery('/api/customers', { q, cursor }), customersPageSchema)
  return (
    <Page title="Customers">
      <div className={table.filters}>
        <Search />
        <ListKeys />
      </div>
      <CustomersAsked customers={customers} q={q} />
      {customers.kind === 'answered' && (
        <Pager>
          {cursor && (
            <PageLink to="/customers" search={{ q }}>
              First
            </PageLink>
          )}
          {customers.value.next_cursor && (
            <PageLink to="/customers" search={{ q, cursor: customers.value.next_cursor }}>
              More
            </PageLink>
          )}
        </Pager>
      )}
    </Page>
  )
}

function Search() {
  const { q } = route.useSearch()
  const navigate = route.useNavigate()
  const [typed, setTyped] = useState(q ?? '')
  const field = useRef<HTMLInputElement>(null)
  useSearchKey(field)
  useEffect(() => {
    if (typed.trim() === (q ?? '')) return
    const timer = setTimeout(() => void navigate({ search: { q: typed.trim() || undefined }, replace: true }), typingMs)
    return () => clearTimeout(timer)
  }, [typed, q, navigate])
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label="Search customers"
      placeholder="Name or phone"
      leftSection={<SearchIcon size={14} />}
      value={typed}
      maxLength={200}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
    />
  )
}

function CustomersAsked({ customers, q }: { customers: Asked<CustomersPageAnswer>; q: string | undefined }) {
  switch (customers.kind) {
    case 'asking':
      return (
        <div className={table.frame}>
          <Asking what="customers" rows={8} />
        </div>
      )
    case 'refused':
      return <ProblemNotice problem={customers.problem} askAgain={customers.askAgain} />
    case 'answered':
      return (
        <>
          <StaleNotice problem={customers.stale} />
          <div className={table.frame}>
            {customers.value.items.length > 0 ? (
              <CustomersTable customers={customers.value.items} />
            ) : q ? (
              <Empty title="Nobody matches">Try a part of the name, or the phone number with its country code.</Empty>
            ) : (
              <Empty title="No customers yet">
                Add the first with <code>POST /api/customers</code>.
              </Empty>
            )}
          </div>
        </>
      )
  }
}

function CustomersTable({ customers }: { customers: CustomersPageAnswer['items'] }) {
  const body = useRef<HTMLTableSectionElement>(null)
  const now = useNow(30_000)
  useRowKeys(body)
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" className={table.middle}>
            Phone
          </th>
          <th scope="col" className={table.wide}>
            Place
          </th>
          <th scope="col" className={table.middle}>
            Local time
          </th>
          <th scope="col" className={table.number}>
            <span className="hidden-but-read">Call</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {customers.map((customer) => (
          <tr key={customer.id}>
            <td>
              <Link to="/customers/$customer_id" params={{ customer_id: customer.id }} className={table.lead} data-row>
                {customer.name}
              </Link>
              <span className={`${table.small} ${table.narrow}`}>{customer.phone}</span>
            </td>
            <td className={table.middle}>{customer.phone}</td>
            <td className={table.wide}>{[customer.address?.city, customer.address?.state].filter(Boolean).join(', ') || '–'}</td>
            <td className={table.middle}>{customer.time_zone ? localTime(now, customer.time_zone) : 'Not known'}</td>
            <td className={table.number}>
              <span className={table.own}>
                <CallButton customer={customer} account_id={null} variant="default" />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
