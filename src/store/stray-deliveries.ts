// Signed deliveries that belong to no call of ours: another application's agent, or a kind without a conversation. Kept as they came.
import { database } from './database.ts'
import { newId } from './new-id.ts'
import { strayDeliveries } from './schema.ts'

/** D1 keeps 2 MB in a row; what is longer is cut, as nobody but a person will ever read it. */
const longestKept = 500_000

export async function keepStray(
  env: Env,
  stray: { type: string; conversation_id: string | null; agent_id: string | null; raw: string; received_at: string },
): Promise<void> {
  await database(env)
    .insert(strayDeliveries)
    .values({ id: newId('dlv'), ...stray, raw: stray.raw.slice(0, longestKept) })
}
