// An answer in a given shape: asked for by strict JSON schema, checked by zod, repaired once with the checker's own words, or refused by name.
import { z } from 'zod'
import { err, ok, type Result } from '../domain/result.ts'
import { failure, type ModelFailure } from './model-failure.ts'
import type { AnswerFormat, Asked, ChatMessage } from './openrouter.ts'

/** The JSON schema that providers take as strict: everything required, nothing beside. `schema` must be built of strict objects. */
export function formatOf(name: string, schema: z.ZodType): AnswerFormat {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema)
  return { name, schema: rest }
}

/**
 * @param ask  puts the messages to a model; called at most twice
 * @returns the checked answer and who gave it, or the failure of the last request
 */
export async function structuredAnswer<Answer>(
  schema: z.ZodType<Answer>,
  messages: readonly ChatMessage[],
  ask: (messages: readonly ChatMessage[]) => Promise<Asked>,
): Promise<Result<{ answer: Answer; model: string }, ModelFailure>> {
  const first = await ask(messages)
  if (!first.result.ok) return first.result
  const read = parse(schema, first.result.value.text)
  if (read.ok) return ok({ answer: read.value, model: first.result.value.model })
  const second = await ask([
    ...messages,
    { role: 'assistant', content: first.result.value.text },
    { role: 'user', content: `That answer does not have the required shape:\n${read.error}\nGive the whole corrected JSON object and nothing else.` },
  ])
  if (!second.result.ok) return second.result
  const repaired = parse(schema, second.result.value.text)
  return repaired.ok ? ok({ answer: repaired.value, model: second.result.value.model }) : err(failure('malformed'))
}

function parse<Answer>(schema: z.ZodType<Answer>, text: string): Result<Answer, string> {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return err('It is not JSON.')
  }
  const parsed = schema.safeParse(raw)
  return parsed.success ? ok(parsed.data) : err(z.prettifyError(parsed.error))
}
