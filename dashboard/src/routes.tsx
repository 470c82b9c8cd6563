// Every address of the dashboard, with the search parameters that it takes: a filter is a link that can be sent to somebody.
import { createRootRoute, createRoute, createRouter, type ErrorComponentProps, Link, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { z } from 'zod'
import { callStatusSchema } from '../../src/domain/call.ts'
import { followUpStatusSchema } from '../../src/domain/follow-up.ts'
import { Empty } from './ui/notice.tsx'
import { Page } from './ui/page.tsx'
import { Shell } from './ui/shell.tsx'

// What an old or mistyped link says and we do not understand is left out rather than refused.
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined)
const cursorSchema = maybe(z.string())

const root = createRootRoute({ component: Shell, notFoundComponent: NothingHere, errorComponent: Broken })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/calls' })
  },
})

const calls = createRoute({
  getParentRoute: () => root,
  path: '/calls',
  validateSearch: z.object({ status: maybe(callStatusSchema), pack: maybe(z.string()), cursor: cursorSchema }),
  component: lazyRouteComponent(() => import('./calls/calls-page.tsx'), 'CallsPage'),
})

const call = createRoute({
  getParentRoute: () => root,
  path: '/calls/$call_id',
  component: lazyRouteComponent(() => import('./calls/call-page.tsx'), 'CallPage'),
})

const customers = createRoute({
  getParentRoute: () => root,
  path: '/customers',
  validateSearch: z.object({ q: maybe(z.string()), cursor: cursorSchema }),
  component: lazyRouteComponent(() => import('./customers/customers-page.tsx'), 'CustomersPage'),
})

const customer = createRoute({
  getParentRoute: () => root,
  path: '/customers/$customer_id',
  component: lazyRouteComponent(() => import('./customers/customer-page.tsx'), 'CustomerPage'),
})

const followUps = createRoute({
  getParentRoute: () => root,
  path: '/follow-ups',
  validateSearch: z.object({ status: maybe(followUpStatusSchema), cursor: cursorSchema }),
  component: lazyRouteComponent(() => import('./follow-ups/follow-ups-page.tsx'), 'FollowUpsPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([home, calls, call, customers, customer, followUps]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function NothingHere() {
  return (
    <Page title="Nothing here">
      <Empty title="This address leads nowhere">
        Perhaps it was cut off when it was copied. <Link to="/calls">See the calls</Link>
      </Empty>
    </Page>
  )
}

function Broken({ error }: ErrorComponentProps) {
  return (
    <Page title="This page broke">
      <Empty title="Something broke on our side">
        {error instanceof Error ? error.message : String(error)} <a href={location.href}>Load the page again</a>
      </Empty>
    </Page>
  )
}
