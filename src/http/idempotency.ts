// Idempotency-Key: the first answer to a request that creates something is the answer to its repetitions too (contract, Conventions).
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { configOf } from '../config.ts'
import { type Attempt, claim, type FirstAttempt, firstAttempt, keepAnswer, release } from '../store/idempotency.ts'
import type { AppEnv } from './app-env.ts'
import { refuse } from './body.ts'
import { Problem } from './problems.ts'

/** A repetition waits so long for the first attempt to be answered. */
const waitMs = 5_000
const lookEveryMs = 150

/** Answers of requests that did nothing: their key is free for the corrected request. */
const didNothing: readonly number[] = [400, 401, 403, 404, 413, 415, 422, 429]

/** Appending entries is idempotent by `entry_id` already, and must not wait for D1. */
const keysItself = /^\/api\/calls\/[^/]+\/transcript$/

/** For every POST of people; without the header it does nothing. */
export const answerOnce: MiddlewareHandler<AppEnv> = async (c, next) => {
  const given = c.req.header('idempotency-key')
  const actor = c.get('actor')
  if (given === undefined || c.req.method !== 'POST' || actor.kind !== 'key' || keysItself.test(c.req.path)) return next()
  if (!/^[\x20-\x7E]{1,255}$/.test(given)) refuse([{ path: 'Idempotency-Key', message: '1 to 255 printable ASCII characters' }])

  const secret = secretOf(c.env, `${actor.key_id}\n${c.req.path}\n${given}`)
  const attempt: Attempt = {
    key: hashOf('name', secret),
    request_hash: createHmac('sha256', secret)
      .update(await bodyOf(c))
      .digest('hex'),
    created_at: new Date().toISOString(),
  }
  const first = await claim(c.env, attempt)
  if (first) return replay(c, secret, attempt, await answered(c.env, attempt, first))

  await next()
  const { status } = c.res
  if (status >= 500 || didNothing.includes(status)) await release(c.env, attempt)
  else await keepAnswer(c.env, attempt, { status, body: sealed(secret, await c.res.clone().text()) })
}

async function bodyOf(c: Context<AppEnv>): Promise<Uint8Array> {
  return new Uint8Array(await c.req.arrayBuffer())
}

async function answered(env: Env, attempt: Attempt, first: FirstAttempt): Promise<FirstAttempt | null> {
  let known: FirstAttempt | null = first
  for (let waited = 0; known && !known.answer && known.request_hash === attempt.request_hash && waited < waitMs; waited += lookEveryMs) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    known = await firstAttempt(env, attempt.key)
  }
  return known
}

function replay(c: Context<AppEnv>, secret: Buffer, attempt: Attempt, first: FirstAttempt | null): Response {
  if (first && first.request_hash !== attempt.request_hash) throw new Problem('idempotency-key-reused')
  if (!first?.answer)
    throw new Problem('conflict', { detail: 'The first request with this idempotency key is still under way, or did nothing. Send it again.' })
  const { status, body } = first.answer
  const contentType = status < 400 ? 'application/json' : 'application/problem+json'
  return c.body(opened(secret, body), status as ContentfulStatusCode, { 'Content-Type': contentType, 'Idempotent-Replay': 'true' })
}

// --- an answer may hold a person's data or a new API key: it is kept under a secret that only the repetition of the request can make again

function secretOf(env: Env, request: string): Buffer {
  return createHmac('sha256', configOf(env).CALL_TOKEN_SECRET).update(`idempotency\n${request}`).digest()
}

function hashOf(use: string, secret: Buffer): string {
  return createHash('sha256').update(use).update(secret).digest('hex')
}

const nonceBytes = 12
const tagBytes = 16

function sealed(secret: Buffer, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce)
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

function opened(secret: Buffer, kept: string): string {
  const bytes = Buffer.from(kept, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, nonceBytes))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8')
}
