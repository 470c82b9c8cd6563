// Customers: owned by D1, written by the API. An erased one answers as if there had never been one.
import { and, desc, eq, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Account, Consents, Customer, Flags } from '../domain/customer.ts'
import type { Instant } from '../domain/time.ts'
import { insertAccounts } from './accounts.ts'
import { database } from './database.ts'
import { accounts, customers } from './schema.ts'

type CustomerRow = typeof customers.$inferSelect

function customerFrom({ erased_at: _, ...row }: CustomerRow): Customer {
  return row
}

const living = (id: string) => and(eq(customers.id, id), isNull(customers.erased_at))

/** The customer and the first accounts, all or nothing. */
export async function createCustomer(env: Env, customer: Customer, first: readonly Account[]): Promise<void> {
  const db = database(env)
  await db.batch([db.insert(customers).values(customer), ...insertAccounts(db, first)])
}

export async function customerById(env: Env, id: string): Promise<Customer | null> {
  const row = await database(env).select().from(customers).where(living(id)).get()
  return row ? customerFrom(row) : null
}

/** Both in one round trip. Accounts in the order in which they were made. */
export async function customerWithAccounts(env: Env, id: string): Promise<{ customer: Customer; accounts: Account[] } | null> {
  const db = database(env)
  const [found, theirs] = await db.batch([
    db.select().from(customers).where(living(id)),
    db.select().from(accounts).where(eq(accounts.customer_id, id)).orderBy(accounts.id),
  ])
  const [row] = found
  return row ? { customer: customerFrom(row), accounts: theirs } : null
}

export type CustomerSearch = { phone: string | undefined; q: string | undefined; limit: number; after: string | undefined }

/** Newest first, `limit` + 1 of them at most: the one too many says that there is a next page. */
export async function listCustomers(env: Env, search: CustomerSearch): Promise<Customer[]> {
  const rows = await database(env)
    .select()
    .from(customers)
    .where(
      and(
        isNull(customers.erased_at),
        search.phone === undefined ? undefined : eq(customers.phone, search.phone),
        search.q === undefined ? undefined : named(search.q),
        search.after === undefined ? undefined : lt(customers.id, search.after),
      ),
    )
    .orderBy(desc(customers.id))
    .limit(search.limit + 1)
  return rows.map(customerFrom)
}

/** The index knows runs of three letters; a shorter text is looked for in the names themselves. */
function named(q: string): SQL {
  if ([...q].length < 3) return sql`instr(lower(${customers.name}), lower(${q})) > 0`
  const phrase = `"${q.replaceAll('"', '""')}"`
  return sql`${customers}.rowid IN (SELECT rowid FROM customer_search WHERE customer_search MATCH ${phrase})`
}

export type CustomerPatch = Partial<Omit<Customer, 'id' | 'consents' | 'flags' | 'obey_version' | 'created_at' | 'updated_at'>>

export async function changeCustomer(env: Env, id: string, patch: CustomerPatch, now: Instant): Promise<Customer | null> {
  const [row] = await database(env)
    .update(customers)
    .set({ ...patch, updated_at: now })
    .where(living(id))
    .returning()
  return row ? customerFrom(row) : null
}

/**
 * Writes consents and flags as a whole.
 * @returns null when somebody else changed them since `seen` was read: read again, then write
 */
export async function changeObeyed(env: Env, seen: Customer, obeyed: { consents: Consents; flags: Flags }, now: Instant): Promise<Customer | null> {
  const [row] = await database(env)
    .update(customers)
    .set({ ...obeyed, obey_version: seen.obey_version + 1, updated_at: now })
    .where(and(living(seen.id), eq(customers.obey_version, seen.obey_version)))
    .returning()
  return row ? customerFrom(row) : null
}

/**
 * The first form of erasure: the customer's row and accounts are emptied of the person, and the id is never given again.
 * What calls, promises, receipts and the objects hold of this person is not reached by it yet; the issue on erasure brings that.
 * @returns whether there was anybody to erase
 */
export async function eraseCustomer(env: Env, id: string, now: Instant): Promise<boolean> {
  const db = database(env)
  const nobody = { name: '', phone: '', other_phones: [], email: null, time_zone: null, time_zone_source: null, address: null, external_id: null }
  const [erased] = await db.batch([
    db
      .update(customers)
      .set({ ...nobody, consents: {}, flags: {}, updated_at: now, erased_at: now })
      .where(living(id))
      .returning({ id: customers.id }),
    db.update(accounts).set({ external_id: null, facts: {}, debt: {}, updated_at: now }).where(eq(accounts.customer_id, id)),
  ])
  return erased.length > 0
}
