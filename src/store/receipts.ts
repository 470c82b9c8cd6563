// Receipts as people list them; the chain itself is the ledger's.
import { and, desc, eq, gte, lt, or } from 'drizzle-orm'
import { database } from './database.ts'
import { receipts } from './schema.ts'

export type ReceiptRow = typeof receipts.$inferSelect
export type ReceiptSearch = {
  customer_id: string | undefined
  verdict: ReceiptRow['verdict'] | undefined
  from: string | undefined
  /** The first instant that is not wanted any more. */
  to: string | undefined
  limit: number
  after: { at: string; id: string } | undefined
}

/** Newest first, `limit` + 1 of them at most. */
export async function listReceipts(env: Env, search: ReceiptSearch): Promise<ReceiptRow[]> {
  const { after } = search
  return database(env)
    .select()
    .from(receipts)
    .where(
      and(
        search.customer_id === undefined ? undefined : eq(receipts.customer_id, search.customer_id),
        search.verdict === undefined ? undefined : eq(receipts.verdict, search.verdict),
        search.from === undefined ? undefined : gte(receipts.at, search.from),
        search.to === undefined ? undefined : lt(receipts.at, search.to),
        after === undefined ? undefined : or(lt(receipts.at, after.at), and(eq(receipts.at, after.at), lt(receipts.id, after.id))),
      ),
    )
    .orderBy(desc(receipts.at), desc(receipts.id))
    .limit(search.limit + 1)
}
