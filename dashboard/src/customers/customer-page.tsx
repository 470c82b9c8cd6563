// One person: the accounts to call about, what is on file, and what happened so far.
import { getRouteApi, Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { callSummarySchema, customerWithAccountsSchema, followUpViewSchema, pageOf, promiseSchema } from '../../../src/contract/api.ts'
import { withQuery } from '../api/client.ts'
import { useAnswer } from '../api/use-answer.ts'
import { byPurpose, CallsTable } from '../calls/calls-table.tsx'
import { FollowedPanel } from '../calls/followed-panel.tsx'
import { localTime } from '../ui/format.ts'
import { Asking, Empty, ProblemNotice, StaleNotice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import table from '../ui/table.module.css'
import { useNow } from '../ui/use-now.ts'
import { packTitle } from '../ui/words.ts'
import { CallButton } from './call-button.tsx'
import { consentWords, factLines, flagWords } from './customer-facts.ts'
import classes from './customer-page.module.css'

type Customer = z.infer<typeof customerWithAccountsSchema>

const route = getRouteApi('/customers/$customer_id')
const callsSchema = pageOf(callSummarySchema)
const followUpsSchema = pageOf(followUpViewSchema)
const promisesSchema = pageOf(promiseSchema)
const callsAgainMs = 5_000

export function CustomerPage() {
  const { customer_id } = route.useParams()
  const customer = useAnswer(`/api/customers/${customer_id}`, customerWithAccountsSchema)
  const above = <Link to="/customers">Customers</Link>
  switch (customer.kind) {
    case 'asking':
      return (
        <Page title="Customer" above={above}>
          <Asking what="the customer" rows={8} />
        </Page>
      )
    case 'refused':
      return (
        <Page title="Customer" above={above}>
          <ProblemNotice problem={customer.problem} askAgain={customer.askAgain} />
        </Page>
      )
    case 'answered':
      return (
        <Page title={customer.value.name} above={above}>
          <StaleNotice problem={customer.stale} />
          <div className={classes.columns}>
            <div className={classes.column}>
              {customer.value.accounts.length === 0 && (
                <Panel title="Accounts">
                  <Empty title="No account on file">A call is always about an account.</Empty>
                </Panel>
              )}
              {customer.value.accounts.map((account) => (
                <Panel
                  key={account.id}
                  title={`${packTitle(account.pack)}${account.external_id ? `, ${account.external_id}` : ''}`}
                  aside={<CallButton customer={customer.value} account_id={account.id} variant="filled" what={packTitle(account.pack).toLowerCase()} />}
                >
                  <Facts facts={factLines(account.facts)} />
                </Panel>
              ))}
              <CallsOf customer_id={customer_id} />
            </div>
            <div className={classes.column}>
              <OnFile customer={customer.value} />
              <FollowsFor customer_id={customer_id} />
            </div>
          </div>
        </Page>
      )
  }
}

function OnFile({ customer }: { customer: Customer }) {
  const now = useNow(30_000)
  const flags = flagWords(customer.flags)
  const place = [customer.address?.line1, customer.address?.city, customer.address?.state, customer.address?.postal_code].filter(Boolean).join(', ')
  return (
    <Panel title="On file">
      <Facts
        facts={[
          ['Phone', [customer.phone, ...customer.other_phones].join(', ')],
          ['Local time', customer.time_zone ? localTime(now, customer.time_zone) : 'Time zone not known'],
          ...(customer.email ? ([['E-mail', customer.email]] as const) : []),
          ...(place ? ([['Address', place]] as const) : []),
          ['Consent', consentWords(customer.consents)],
          ['Flags', flags.length === 0 ? 'None' : flags.join(', ')],
          ['Customer', <code key="id">{customer.id}</code>],
        ]}
      />
    </Panel>
  )
}

function CallsOf({ customer_id }: { customer_id: string }) {
  const calls = useAnswer(withQuery('/api/calls', { customer_id }), callsSchema, () => callsAgainMs)
  switch (calls.kind) {
    case 'asking':
      return <Asking what="calls" rows={3} />
    case 'refused':
      return <ProblemNotice problem={calls.problem} askAgain={calls.askAgain} />
    case 'answered':
      return (
        <section className={table.frame} aria-label="Calls">
          {calls.value.items.length === 0 ? (
            <Empty title="Never called">A call to this customer appears here.</Empty>
          ) : (
            <CallsTable calls={calls.value.items} lead={byPurpose} />
          )}
        </section>
      )
  }
}

function FollowsFor({ customer_id }: { customer_id: string }) {
  const followUps = useAnswer(withQuery('/api/follow-ups', { customer_id }), followUpsSchema, () => callsAgainMs)
  const promises = useAnswer(withQuery('/api/promises', { customer_id }), promisesSchema, () => callsAgainMs)
  const refused = [followUps, promises].find((asked) => asked.kind === 'refused')
  if (refused?.kind === 'refused') return <ProblemNotice problem={refused.problem} askAgain={refused.askAgain} />
  if (followUps.kind !== 'answered' || promises.kind !== 'answered') return null
  return <FollowedPanel call={{ follow_ups: followUps.value.items, promises: promises.value.items }} />
}
