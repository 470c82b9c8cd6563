// What every input passes before its route sees it: size, content type, JSON, and the hook that turns a schema's issues into a problem.
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import type { AppEnv, FailingPath } from './app-env.ts'
import { Problem } from './problems.ts'

const mebibyte = 1024 * 1024
/** Contract, Conventions. Audio comes by webhook. */
const mostBytes = { webhook: 16 * mebibyte, other: mebibyte }
const deepest = 32
const mostItems = 1000
/** Enough to mend a request by; a body of a megabyte could have a hundred thousand faults. */
const mostNamed = 200

/**
 * A client that is still sending when the connection is cut never reads why. So a body that says it is a little too large is let in and
 * thrown away; one that is far too large, or does not say, is cut.
 */
function limit(maxSize: number): MiddlewareHandler<AppEnv> {
  return bodyLimit({
    maxSize,
    onError: async (c) => {
      const { body } = c.req.raw
      if (body && !body.locked && Number(c.req.header('content-length')) <= 2 * maxSize) await body.pipeTo(new WritableStream())
      throw new Problem('body-too-large')
    },
  })
}
const limits = { webhook: limit(mostBytes.webhook), other: limit(mostBytes.other) }

/** A body without a length is read up to the limit and no further. */
export const limitSize: MiddlewareHandler<AppEnv> = (c, next) => (c.req.path.startsWith('/api/webhooks/') ? limits.webhook : limits.other)(c, next)

/** For our own routes: the content type, the JSON, and what no schema can see. Its findings are told by `refuseInput`, beside the schema's. */
export const readInput: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { readsJson, readsQuery } = c.get('route')
  const findings = { json: readsJson ? inspect(await jsonOf(c.req)) : [], query: queryFindings(c.req.queries()) }
  if (!readsQuery) refuseAny(Object.keys(c.req.queries()).map((name) => ({ path: shown(name), message: 'unknown parameter' })))
  c.set('findings', findings)
  await next()
}

/** The body, parsed to be looked at; the route's validator reads it again. */
async function jsonOf(request: { header: (name: string) => string | undefined; arrayBuffer: () => Promise<ArrayBuffer> }): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.header('content-type') ?? '')) throw new Problem('unsupported-media-type')
  return jsonIn(await request.arrayBuffer())
}

/** @throws Problem malformed-json for what is not JSON in UTF-8 */
export function jsonIn(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    throw new Problem('malformed-json')
  }
}

/** The default hook of the app: an id of the wrong form is nobody's, everything else is named path by path. */
export function refuseInput(
  result: { target: string; success: true } | { target: string; success: false; error: z.ZodError },
  c: { get: (key: 'findings') => AppEnv['Variables']['findings'] | undefined },
): void {
  const issues = result.success ? [] : result.error.issues.flatMap(failingPaths)
  if (result.target === 'param') {
    if (issues.length > 0) throw new Problem('not-found')
    return
  }
  const named = new Set(issues.map((issue) => issue.path))
  const found = result.target === 'json' ? c.get('findings')?.json : result.target === 'query' ? c.get('findings')?.query : undefined
  refuseAny([...issues, ...(found ?? []).filter((finding) => !named.has(finding.path))])
}

/** Paths as they stand in the body, the query, or a header's name. */
export function refuse(errors: readonly FailingPath[]): never {
  throw new Problem('invalid-request', { detail: 'The paths in `errors` are wrong.', errors: errors.slice(0, mostNamed) })
}

export function refuseAny(errors: readonly FailingPath[]): void {
  if (errors.length > 0) refuse(errors)
}

function failingPaths(issue: z.core.$ZodIssue): FailingPath[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'unknown field' }))
  return [{ path: dotted(path), message: issue.message }]
}

export function pathsOf(error: z.ZodError, below: readonly (string | number)[]): FailingPath[] {
  return error.issues.flatMap((issue) => failingPaths({ ...issue, path: [...below, ...issue.path] }))
}

function dotted(path: readonly (string | number)[]): string {
  return path.map((part) => shown(String(part))).join('.')
}

/** A name that came in, cut to what a person reads. */
function shown(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name
}

function queryFindings(query: Record<string, string[]>): FailingPath[] {
  return Object.entries(query).flatMap(([name, values]) => values.flatMap((value) => faultOf(value) ?? []).map((message) => ({ path: shown(name), message })))
}

/** What is wrong with a JSON value whatever its schema: depth, long arrays, numbers beyond a double, keys of the prototype, deceiving text. */
export function inspect(body: unknown): FailingPath[] {
  const findings: FailingPath[] = []
  const find = (path: readonly string[], message: string) => {
    if (findings.length < mostNamed) findings.push({ path: dotted(path), message })
  }
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'string') {
      const fault = faultOf(value)
      if (fault) find(path, fault)
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) find(path, 'a number too large to hold')
    } else if (Array.isArray(value)) {
      if (path.length >= deepest) find(path, `nested deeper than ${deepest} levels`)
      else if (value.length > mostItems) find(path, `more than ${mostItems} items`)
      else for (const [i, item] of value.entries()) walk(item, [...path, String(i)])
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= deepest) find(path, `nested deeper than ${deepest} levels`)
      else for (const [key, item] of Object.entries(value)) walkKey(key, item, path)
    }
  }
  const walkKey = (key: string, item: unknown, path: readonly string[]): void => {
    if (key === '__proto__' || key === 'constructor') find([...path, key], 'unknown field')
    else if (faultOf(key)) find(path, 'a field whose name is not plain text')
    else walk(item, [...path, key])
  }
  walk(body, [])
  return findings
}

function faultOf(text: string): string | null {
  if (text.includes('\u0000')) return 'must not hold a NUL character'
  if (!text.isWellFormed()) return 'must not hold half a character'
  if (/[\u202A-\u202E\u2066-\u2069]/u.test(text)) return 'must not override the direction of writing'
  return null
}
