// The one place where a failure becomes an answer: application/problem+json (RFC 9457), on the custom LLM's route the shape its caller knows.
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type ProblemSlug, problems } from '../contract/problems.ts'
import { isDatabaseAway, rootCause } from '../store/database.ts'
import { errorText, log } from '../telemetry/log.ts'
import type { AppEnv, FailingPath } from './app-env.ts'

/** What the document says beside type, title and status. Never a value that came in. */
export type ProblemFacts = { detail?: string; errors?: FailingPath[]; [fact: string]: unknown }

/** A client's failure. Thrown by a route or a guard. */
export class Problem extends Error {
  readonly slug: ProblemSlug
  readonly facts: ProblemFacts
  readonly headers: Readonly<Record<string, string>>

  constructor(slug: ProblemSlug, facts: ProblemFacts = {}, headers: Readonly<Record<string, string>> = {}) {
    super(slug)
    this.name = 'Problem'
    this.slug = slug
    this.facts = facts
    this.headers = headers
  }
}

/** Seconds after which a client may ask again when a dependency is away. */
const usualWait = { 'Retry-After': '5' }

/** For `onError`: whatever was thrown, answered. What is our own fault is logged, and not told. */
export function answerFailure(error: Error, c: Context<AppEnv>): Response {
  return documentOf(problemOf(error, c), c)
}

export function answerUnknownRoute(c: Context<AppEnv>): Response {
  return documentOf(new Problem('not-found'), c)
}

function problemOf(error: Error, c: Context<AppEnv>): Problem {
  if (error instanceof Problem) {
    const { status } = problems[error.slug]
    // Security events are counted from these lines.
    if (status === 401 || status === 403) log({ kind: 'request_refused', request_id: c.get('request_id'), slug: error.slug, method: c.req.method })
    return error
  }
  // The framework's own refusals, for a body that it reads by itself.
  if (error instanceof HTTPException && error.status === 400) return new Problem('malformed-json')
  if (error instanceof HTTPException && error.status === 415) return new Problem('unsupported-media-type')
  log({ kind: 'request_failed', request_id: c.get('request_id'), method: c.req.method, route: c.req.routePath, error: errorText(rootCause(error)) })
  if (isDatabaseAway(error)) return new Problem('unavailable', { detail: 'The database does not answer. Try again shortly.' }, usualWait)
  return new Problem('internal', { detail: 'Give the request_id to whoever runs this deployment.' })
}

function documentOf(problem: Problem, c: Context<AppEnv>): Response {
  const { status, title } = problems[problem.slug]
  const { detail, ...facts } = problem.facts
  const request_id = c.get('request_id')
  const body = c.req.path.startsWith('/v1/')
    ? { error: { code: problem.slug, message: detail ?? title, type: status >= 500 ? 'server_error' : 'invalid_request_error' } }
    : {
        type: `/problems/${problem.slug}`,
        title,
        status,
        ...(detail === undefined ? {} : { detail }),
        instance: `urn:uuid:${request_id}`,
        request_id,
        ...facts,
      }
  const contentType = c.req.path.startsWith('/v1/') ? 'application/json' : 'application/problem+json'
  return c.body(JSON.stringify(body), status, { 'Content-Type': contentType, ...problem.headers })
}
