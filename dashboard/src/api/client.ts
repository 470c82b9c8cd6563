// Questions to the Worker: every answer is checked against the contract's schema, every failure is a value.
import { z } from 'zod'
import { err, ok, type Result } from '../../../src/domain/result.ts'
import { jsonOf } from './json.ts'
import { type Problem, problemOf, unreachable, unreadable } from './problem.ts'

// The schemas' fast path is compiled with `new Function`, which the content security policy forbids.
z.config({ jitless: true })

/** Longer than the slowest answer that is any use to somebody who waits for it. */
const patienceMs = 20_000

export const api = {
  /** @param path with its query, from `/api/` on */
  get: <Schema extends z.ZodType>(path: string, schema: Schema, signal?: AbortSignal) => ask(path, schema, {}, signal),

  /** @param idempotency_key the same for every try of one intent, so that no try happens twice */
  post: <Schema extends z.ZodType>(path: string, schema: Schema, body: unknown, idempotency_key?: string) =>
    ask(path, schema, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...(idempotency_key && { 'idempotency-key': idempotency_key }) },
    }),
}

async function ask<Schema extends z.ZodType>(path: string, schema: Schema, init: RequestInit, signal?: AbortSignal): Promise<Result<z.infer<Schema>, Problem>> {
  const patience = AbortSignal.timeout(patienceMs)
  let answer: Response
  let text: string
  try {
    answer = await fetch(path, { ...init, signal: signal ? AbortSignal.any([signal, patience]) : patience })
    text = await answer.text()
  } catch {
    return err(unreachable)
  }
  const request_id = answer.headers.get('x-request-id')
  const body = jsonOf(text)
  if (!answer.ok) return err(problemOf(body, answer.status, request_id))
  const read = schema.safeParse(body)
  return read.success ? ok(read.data) : err(unreadable(read.error.issues, answer.status, request_id))
}

/** A path with those parameters that are set, in a steady order, so that one question has one key in the cache. */
export function withQuery(path: string, parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined && value !== '') query.append(name, value)
  return query.size === 0 ? path : `${path}?${query}`
}
