// What every route of ours finds in its context.
import type { Role } from '../contract/api.ts'

/** Who asks: somebody with an API key, or the holder of one call's token. */
export type Actor = { kind: 'key'; key_id: string; name: string; role: Role } | { kind: 'call'; call_id: string }

export type FailingPath = { path: string; message: string }

/** A route as its definition says. */
export type KnownRoute = { readsJson: boolean; readsQuery: boolean }

export type AppEnv = {
  Bindings: Env
  Variables: {
    /** A UUID, ours and never the caller's. */
    request_id: string
    /** Behind the guard of people only. */
    actor: Actor
    route: KnownRoute
    /** What is wrong with an input beside its shape; named together with what the schema finds. */
    findings: { json: FailingPath[]; query: FailingPath[] }
  }
}

/** The platform's own routes below /api: they have their own credentials, and send what their sender likes. */
const agentPath = /^\/api\/(webhooks|tools)\//

export function isForPeople(path: string): boolean {
  return path.startsWith('/api/') && !agentPath.test(path)
}
