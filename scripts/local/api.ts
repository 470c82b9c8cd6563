// The product's own API, as a command of ours uses it.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Refusal } from './command.ts'

/** A projection in a busy local D1 is the slowest thing that an answer waits for. */
const requestTimeoutMs = 30_000

/** A runtime that was killed answers again within about a second. */
const connectionWaitsMs = [50, 500, 2000]

const problemSchema = z.looseObject({ type: z.string(), title: z.string(), detail: z.string().optional() })

export type Api = {
  url: string
  key: string
  /** @throws Refusal with the problem's words when the answer is not of the 2xx kind */
  get: <Schema extends z.ZodType>(path: string, schema: Schema) => Promise<z.infer<Schema>>
  post: <Schema extends z.ZodType>(path: string, body: unknown, schema: Schema, idempotencyKey?: string) => Promise<z.infer<Schema>>
}

/** @param key an API key; `dev` is one where ENVIRONMENT=local */
export function apiOf(url: string, key = 'dev'): Api {
  const ask = async <Schema extends z.ZodType>(path: string, schema: Schema, init: RequestInit): Promise<z.infer<Schema>> => {
    const headers = new Headers({ authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers })
    const repeatable = init.method === undefined || headers.has('idempotency-key')
    const response = await (repeatable ? fetchAgain : fetch)(new URL(path, url), { ...init, headers, signal: AbortSignal.timeout(requestTimeoutMs) })
    const text = await response.text()
    if (!response.ok) throw new Refusal(`${init.method ?? 'GET'} ${path} was answered ${response.status}: ${wordsOf(text)}`)
    return schema.parse(JSON.parse(text))
  }
  return {
    url,
    key,
    get: (path, schema) => ask(path, schema, {}),
    post: (path, body, schema, idempotencyKey) =>
      ask(path, schema, { method: 'POST', body: JSON.stringify(body), headers: idempotencyKey ? { 'idempotency-key': idempotencyKey } : {} }),
  }
}

/** A request that may be sent twice: a connection that broke, as when the runtime is restarted, is tried anew. */
export async function fetchAgain(url: URL, init: RequestInit): Promise<Response> {
  for (const waitMs of connectionWaitsMs) {
    try {
      return await fetch(url, init)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      await pause(waitMs)
    }
  }
  return fetch(url, init)
}

function wordsOf(text: string): string {
  try {
    const problem = problemSchema.parse(JSON.parse(text))
    return [problem.title, problem.detail].filter(Boolean).join('. ')
  } catch {
    return text.slice(0, 300)
  }
}

/** Every item of a list, page by page. */
export async function* pagesOf<Item extends z.ZodType>(api: Api, path: string, item: Item): AsyncGenerator<z.infer<Item>> {
  const page = z.object({ items: z.array(item), next_cursor: z.string().nullable() })
  let cursor: string | null = null
  do {
    const separator = path.includes('?') ? '&' : '?'
    const answer: z.infer<typeof page> = await api.get(`${path}${separator}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, page)
    yield* answer.items
    cursor = answer.next_cursor
  } while (cursor)
}
