// The real routes, read from the app itself: which paths there are, which methods each takes, and what each route reads.
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { AppEnv, KnownRoute } from './app-env.ts'
import { Problem } from './problems.ts'

type App = Pick<OpenAPIHono<AppEnv>, 'routes' | 'openAPIRegistry'>
type KnownPath = { segments: string[]; methods: Map<string, KnownRoute> }

/**
 * Answers 404 where there is no such path, and 405 with `Allow` where it does not take the method: GET /api/calls/start is refused,
 * although it would fit GET /api/calls/{call_id}.
 * @param app asked when the first request comes, when all routes are in it
 */
export function requireRoute(app: () => App): MiddlewareHandler<AppEnv> {
  let table: KnownPath[] | undefined
  return async (c, next) => {
    table ??= tableOf(app())
    const path = pathFor(table, c.req.path)
    if (!path) throw new Problem('not-found')
    const route = path.methods.get(c.req.method === 'HEAD' ? 'GET' : c.req.method)
    if (!route) throw new Problem('method-not-allowed', {}, { Allow: [...path.methods.keys()].sort().join(', ') })
    c.set('route', route)
    await next()
  }
}

function tableOf(app: App): KnownPath[] {
  const described = new Map<string, KnownRoute>()
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue
    const { method, path, request } = definition.route
    const readsJson = Object.keys(request?.body?.content ?? {}).includes('application/json')
    described.set(`${method.toUpperCase()} ${path.replaceAll(/\{(.+?)\}/g, ':$1')}`, { readsJson, readsQuery: request?.query !== undefined })
  }
  const paths = new Map<string, KnownPath>()
  for (const { method, path } of app.routes) {
    // A middleware is a route for every method.
    if (method === 'ALL') continue
    const known = paths.get(path) ?? { segments: path.split('/'), methods: new Map<string, KnownRoute>() }
    known.methods.set(method, described.get(`${method} ${path}`) ?? { readsJson: false, readsQuery: true })
    paths.set(path, known)
  }
  return [...paths.values()]
}

/** The path that fits, of several the one that is literal for longest. */
function pathFor(table: readonly KnownPath[], asked: string): KnownPath | undefined {
  const segments = asked.split('/')
  const fitting = table.filter((known) => known.segments.length === segments.length && known.segments.every((part, i) => fits(part, segments[i])))
  return fitting.sort((a, b) => (literals(a) < literals(b) ? 1 : -1))[0]
}

function fits(part: string, segment: string | undefined): boolean {
  return part.startsWith(':') ? segment !== '' : part === segment
}

/** One character a segment; as text, an earlier literal weighs more. */
function literals(known: KnownPath): string {
  return known.segments.map((part) => (part.startsWith(':') ? '0' : '1')).join('')
}
