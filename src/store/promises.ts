// Promises as people list them; their life is the ledger's.
import { and, desc, eq, lt } from 'drizzle-orm'
import type { Promised } from '../domain/promise.ts'
import { database } from './database.ts'
import { promises } from './schema.ts'

export type PromiseSearch = {
  status: Promised['status'] | undefined
  customer_id: string | undefined
  /** `YYYY-MM-DD`: the first day that is not wanted any more. */
  due_before: string | undefined
  limit: number
  after: string | undefined
}

/** Newest first, `limit` + 1 of them at most. */
export async function listPromises(env: Env, search: PromiseSearch): Promise<Promised[]> {
  const rows = await database(env)
    .select()
    .from(promises)
    .where(
      and(
        search.status === undefined ? undefined : eq(promises.status, search.status),
        search.customer_id === undefined ? undefined : eq(promises.customer_id, search.customer_id),
        search.due_before === undefined ? undefined : lt(promises.promised_date, search.due_before),
        search.after === undefined ? undefined : lt(promises.id, search.after),
      ),
    )
    .orderBy(desc(promises.id))
    .limit(search.limit + 1)
  return rows.map(promiseFrom)
}

function promiseFrom({ version: _, ...row }: typeof promises.$inferSelect): Promised {
  return row
}
