// An outside client of the Worker under test: it knows HTTP and the contract, nothing else.
import { exports } from 'cloudflare:workers'

const worker = (exports as unknown as { default: Fetcher }).default

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> & { items?: Record<string, unknown>[] } }

type Asked = { key?: string | null; body?: unknown; raw?: string; headers?: Record<string, string> }

/** @param asked `key` is the local admin's unless named; null sends none. `raw` is a body as it stands, `body` one to be made JSON. */
export async function ask(method: string, path: string, { key = 'dev', body, raw, headers = {} }: Asked = {}): Promise<Answer> {
  const text = raw ?? (body === undefined ? null : JSON.stringify(body))
  const sent = {
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(text === null ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
  const response = await worker.fetch(new Request(`http://parley.test${path}`, { method, headers: sent, body: text }))
  const answer = await response.text()
  return { status: response.status, headers: response.headers, body: answer === '' ? {} : JSON.parse(answer) }
}

/** The last word of a problem's type. */
export function slugOf({ body }: Answer): string {
  return String(body.type ?? '').replace('/problems/', '')
}

/** The failing paths that a refusal names, each once, sorted. */
export function pathsNamed({ body }: Answer): string[] {
  return [...new Set(((body.errors ?? []) as { path: string }[]).map(({ path }) => path))].sort()
}

export const collectionsFacts = {
  outstanding_amount: 1250.5,
  currency: 'USD',
  days_overdue: 40,
  emis_overdue: 1,
  risk_category: 'low',
  collection_stage: 'early',
} as const

export const roadsideFacts = {
  membership_tier: 'Gold',
  covered_services: ['towing', 'battery'],
  vehicles: [{ make: 'Honda', model: 'Civic', year: 2019, color: 'blue' }],
} as const

let people = 0

/** Somebody with one collections account. Each has a number of their own, in exchange 555, which has no subscribers. */
export function person(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'Maria Delgado',
    phone: `+1404555${String(1000 + people++)}`,
    time_zone: 'America/New_York',
    time_zone_source: 'consumer_stated',
    address: { state: 'GA', country: 'US' },
    accounts: [{ pack: 'collections', facts: collectionsFacts }],
    ...over,
  }
}

export async function createdCustomer(over: Record<string, unknown> = {}): Promise<{ id: string; phone: string; account_id: string }> {
  const { status, body } = await ask('POST', '/api/customers', { body: person(over) })
  if (status !== 201) throw new Error(`no customer: ${status} ${JSON.stringify(body)}`)
  const [account] = body.accounts as { id: string }[]
  return { id: String(body.id), phone: String(body.phone), account_id: account?.id ?? '' }
}

export async function createdKey(role: string): Promise<{ id: string; key: string }> {
  const { body } = await ask('POST', '/api/keys', { body: { name: role, role } })
  return { id: String(body.id), key: String(body.key) }
}
