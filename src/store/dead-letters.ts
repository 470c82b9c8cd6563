// Messages that every retry failed: shown to the operator instead of vanishing with their queue.
import { database } from './database.ts'
import { newId } from './new-id.ts'
import { deadLetters } from './schema.ts'

export async function keepDeadLetter(
  env: Env,
  letter: { queue: string; job: unknown; error: string | null; attempts: number; failed_at: string },
): Promise<void> {
  await database(env)
    .insert(deadLetters)
    .values({ id: newId('dlq'), ...letter })
}
