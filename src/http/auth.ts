// Who asks, and whether they may: API keys with roles by one table, and the call token on the one route that takes it.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { configOf } from '../config.ts'
import type { Role } from '../contract/api.ts'
import { second } from '../domain/time.ts'
import { type ApiKey, keyByHash } from '../store/keys.ts'
import { readCallToken } from '../voice/call-token.ts'
import type { Actor, AppEnv } from './app-env.ts'
import { Problem } from './problems.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Row = { methods: readonly Method[]; path: RegExp; roles: readonly Role[] }

const writing = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
const any = ['GET', ...writing] as const
const admin = ['admin'] as const
const operator = ['operator', 'admin'] as const
const viewer = ['viewer', 'operator', 'admin'] as const

/** Who may do what (contract, Who may call). The first row that fits decides; the last two are the rule, those above are its exceptions. */
const roleTable: readonly Row[] = [
  { methods: any, path: /^\/api\/(keys|settings|audit)(\/|$)/, roles: admin },
  { methods: ['POST'], path: /\/import$/, roles: admin },
  { methods: ['DELETE'], path: /^\/api\/customers\/[^/]+$/, roles: admin },
  { methods: ['POST'], path: /^\/api\/dead-letters\/[^/]+\/replay$/, roles: admin },
  { methods: ['POST'], path: /^\/api\/calls\/[^/]+\/transcript$/, roles: [...operator, 'service'] },
  // Asks to see, and changes nothing that anybody else sees.
  { methods: ['POST'], path: /^\/api\/(tickets|compliance\/check|prompts\/preview|dispatch\/match)$/, roles: viewer },
  { methods: ['GET'], path: /./, roles: viewer },
  { methods: writing, path: /./, roles: operator },
]

/** Whether this role may send this method to this path. */
export function mayCall(role: Role, method: string, path: string): boolean {
  const asked = method === 'HEAD' ? 'GET' : method
  const row = roleTable.find((candidate) => candidate.methods.some((one) => one === asked) && candidate.path.test(path))
  return (row?.roles ?? admin).includes(role)
}

/** Lets a request through with `actor` set, or ends it with 401 or 403. */
export const requireKey: MiddlewareHandler<AppEnv> = async (c, next) => {
  const actor = (await keyActor(c.env, c.req.header('authorization'))) ?? (await callActor(c.env, c.req.method, c.req.path, c.req.header('authorization')))
  if (!actor) throw new Problem('unauthenticated', {}, { 'WWW-Authenticate': 'Bearer' })
  if (actor.kind === 'key' && !mayCall(actor.role, c.req.method, c.req.path)) throw new Problem('forbidden')
  c.set('actor', actor)
  await next()
}

/**
 * Whose API key this header carries.
 * @param authorization the header as it came
 * @returns null for anything that is not a living key of this deployment
 */
export async function keyActor(env: Env, authorization: string | undefined): Promise<Extract<Actor, { kind: 'key' }> | null> {
  const token = bearerOf(authorization)
  if (token === null) return null
  const { ENVIRONMENT } = configOf(env)
  if (ENVIRONMENT === 'local' && sameText(token, 'dev')) return { kind: 'key', key_id: 'key_dev', name: 'dev', role: 'admin' }
  const random = randomPartOf(token, ENVIRONMENT)
  if (random === null) return null
  const key = await livingKey(env, hashOf(random))
  return key && { kind: 'key', key_id: key.id, name: key.name, role: key.role }
}

const transcriptPath = /^\/api\/calls\/([^/]+)\/transcript$/

/** A call token speaks for its own call, and only to append to its transcript. */
async function callActor(env: Env, method: string, path: string, authorization: string | undefined): Promise<Actor | null> {
  const call_id = method === 'POST' ? transcriptPath.exec(path)?.[1] : undefined
  const token = bearerOf(authorization)
  if (call_id === undefined || token === null) return null
  const claim = await readCallToken(configOf(env).CALL_TOKEN_SECRET, token, new Date().toISOString())
  return claim?.call_id === call_id ? { kind: 'call', call_id } : null
}

export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer ([\x21-\x7E]{1,1000})$/i.exec(authorization ?? '')?.[1] ?? null
}

/** In constant time, whatever the lengths. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

// --- keys

const randomBytesOfKey = 32
const shownCharacters = 8

/** A new key, to be shown once, and what is kept of it. */
export function mintKey(environment: string): { key: string; prefix: string; hash: string } {
  const random = Buffer.from(randomBytes(randomBytesOfKey)).toString('base64url')
  return { key: `pk_${environment}_${random}`, prefix: `pk_${environment}_${random.slice(0, shownCharacters)}`, hash: hashOf(random) }
}

// 256 random bits need no slow hash.
function hashOf(random: string): string {
  return createHash('sha256').update(random).digest('hex')
}

function randomPartOf(token: string, environment: string): string | null {
  const start = `pk_${environment}_`
  const random = token.startsWith(start) ? token.slice(start.length) : ''
  return /^[A-Za-z0-9_-]{43}$/.test(random) ? random : null
}

/**
 * Keys seen lately, by hash, so that a running deployment does not ask D1 for every request and outlives a D1 that is away.
 * Owned by this file; an entry ends after a minute, or at once where the key is revoked.
 */
const seen = new Map<string, { key: ApiKey; at: number }>()
const seenFor = 60 * second
const mostSeen = 1000

async function livingKey(env: Env, hash: string): Promise<ApiKey | null> {
  const now = Date.now()
  const known = seen.get(hash)
  if (known && now - known.at < seenFor) return known.key
  seen.delete(hash)
  const key = await keyByHash(env, hash)
  if (!key || key.revoked_at !== null || !timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash))) return null
  if (seen.size >= mostSeen) seen.clear()
  seen.set(hash, { key, at: now })
  return key
}

/** A key that was revoked is refused from now on in this isolate, and within a minute in every other. */
export function forgetKey(hash: string): void {
  seen.delete(hash)
}
