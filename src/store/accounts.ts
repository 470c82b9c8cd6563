// Accounts: what a customer has with one line of business. Owned by D1; facts were held against the pack's schema at the door.
import { and, asc, eq, exists, gt, isNull } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { Account } from '../domain/customer.ts'
import type { Instant } from '../domain/time.ts'
import { database, inStatements } from './database.ts'
import { accounts, customers } from './schema.ts'

/** Statements for a batch. */
export function insertAccounts(db: DrizzleD1Database, rows: readonly Account[]) {
  const columnsEach = 8
  return inStatements(rows, columnsEach).map((some) => db.insert(accounts).values(some))
}

export async function createAccount(env: Env, account: Account): Promise<void> {
  await database(env).insert(accounts).values(account)
}

/** Oldest first, `limit` + 1 of them at most. */
export async function listAccounts(env: Env, page: { customer_id: string; limit: number; after: string | undefined }): Promise<Account[]> {
  return database(env)
    .select()
    .from(accounts)
    .where(and(eq(accounts.customer_id, page.customer_id), page.after === undefined ? undefined : gt(accounts.id, page.after)))
    .orderBy(asc(accounts.id))
    .limit(page.limit + 1)
}

/** Null too when the customer was erased. */
export async function accountById(env: Env, id: string): Promise<Account | null> {
  const db = database(env)
  const owner = db
    .select({ id: customers.id })
    .from(customers)
    .where(and(eq(customers.id, accounts.customer_id), isNull(customers.erased_at)))
  const row = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.id, id), exists(owner)))
    .get()
  return row ?? null
}

export async function changeAccount(
  env: Env,
  id: string,
  patch: Partial<Pick<Account, 'external_id' | 'facts' | 'debt'>>,
  now: Instant,
): Promise<Account | null> {
  const [row] = await database(env)
    .update(accounts)
    .set({ ...patch, updated_at: now })
    .where(eq(accounts.id, id))
    .returning()
  return row ?? null
}
