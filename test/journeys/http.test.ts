// What holds on every route: who may come in, what is refused and how it is told, lists, and requests sent twice.
/// <reference types="vite/types/importMeta.d.ts" />
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { newCustomerSchema, roleSchema } from '../../src/contract/api.ts'
import { problems } from '../../src/contract/problems.ts'
import { app } from '../../src/http/app.ts'
import { keyActor, mayCall } from '../../src/http/auth.ts'
import { inspect } from '../../src/http/body.ts'
import { claim, keepAnswer } from '../../src/store/idempotency.ts'
import { ask, createdCustomer, createdKey, pathsNamed, person, slugOf } from '../world/client.ts'

const badInputFiles = import.meta.glob<string>('../../../shared/security/bad-inputs-*.jsonl', { query: '?raw', import: 'default', eager: true })

describe('every answer', () => {
  test('carries a request id of ours, and no two the same', async () => {
    const mine = { 'x-request-id': 'mine' }
    const answers = await Promise.all([
      ask('GET', '/healthz', { key: null, headers: mine }),
      ask('GET', '/api/customers', { headers: mine }),
      ask('GET', '/no/such/route', { key: null, headers: mine }),
    ])
    const ids = answers.map(({ headers }) => headers.get('x-request-id'))
    expect(new Set(ids).size).toBe(3)
    expect(ids).not.toContain('mine')
  })

  test('of the API is never kept by a cache', async () => {
    expect((await ask('GET', '/api/customers')).headers.get('cache-control')).toBe('no-store')
  })

  test('that refuses is a problem document with its own id and nothing that came in', async () => {
    const answer = await ask('POST', '/api/customers', { body: person({ name: 'x'.repeat(300), phone: 'call-me-never' }) })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.body).toMatchObject({ type: '/problems/invalid-request', title: problems['invalid-request'].title, status: 422 })
    expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'))
    expect(JSON.stringify(answer.body)).not.toMatch(/x{10}|call-me-never/)
  })
})

describe('a key', () => {
  test('that is not ours, malformed or missing opens nothing', async () => {
    const headers = [
      'Bearer',
      'Bearer ',
      'Basic ZGV2Og==',
      'bearerdev',
      'Bearer devx',
      `Bearer pk_local_${'A'.repeat(43)}`,
      `Bearer pk_live_${'A'.repeat(43)}`,
      'Bearer null',
    ]
    for (const authorization of headers) {
      const answer = await ask('GET', '/api/customers', { key: null, headers: { authorization } })
      expect([authorization, answer.status, slugOf(answer)]).toEqual([authorization, 401, 'unauthenticated'])
    }
    expect((await ask('GET', '/api/customers', { key: null })).status).toBe(401)
  })

  test('called dev is known with ENVIRONMENT=local and with no other', async () => {
    expect(await keyActor(env, 'Bearer dev')).toMatchObject({ role: 'admin' })
    for (const ENVIRONMENT of ['production', 'staging', 'test', 'dev', 'locals']) expect(await keyActor(elsewhere(ENVIRONMENT), 'Bearer dev')).toBeNull()
  })

  test('is stored so that it cannot be read back', async () => {
    const { key } = await createdKey('viewer')
    const { results } = await env.DB.prepare('SELECT * FROM api_keys').all()
    expect(key).toMatch(/^pk_local_[A-Za-z0-9_-]{43}$/)
    expect(JSON.stringify(results)).not.toContain(key.slice(-20))
  })

  test('that was revoked is refused at once', async () => {
    const { id, key } = await createdKey('operator')
    expect((await ask('GET', '/api/customers', { key })).status).toBe(200)
    expect((await ask('POST', `/api/keys/${id}/revoke`)).status).toBe(200)
    expect((await ask('GET', '/api/customers', { key })).status).toBe(401)
  })

  test('goes on working beside the one that is to replace it', async () => {
    const { id, key } = await createdKey('viewer')
    const successor = String((await ask('POST', `/api/keys/${id}/rotate`)).body.key)
    expect(successor).not.toBe(key)
    for (const one of [key, successor]) expect((await ask('GET', '/api/customers', { key: one })).status).toBe(200)
  })

  test('seen lately is known while D1 is away; another is told to come back', async () => {
    const [seen, unseen] = [await createdKey('viewer'), await createdKey('viewer')]
    await ask('GET', '/api/system', { key: seen.key })
    const DB = {
      prepare: () => {
        throw new Error('D1_ERROR: Network connection lost.')
      },
    } as unknown as D1Database
    const asked = (key: string) => app.request('/api/system', { headers: { authorization: `Bearer ${key}` } }, { ...env, DB })
    expect((await asked(seen.key)).status).toBe(200)
    const refused = await asked(unseen.key)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await refused.text()).not.toContain('D1_ERROR')
  })
})

describe('a role', () => {
  const cases = [
    ['GET', '/api/calls', 'viewer operator admin'],
    ['POST', '/api/tickets', 'viewer operator admin'],
    ['POST', '/api/customers', 'operator admin'],
    ['POST', '/api/calls/start', 'operator admin'],
    ['PUT', '/api/customers/cus_1/flags', 'operator admin'],
    ['POST', '/api/calls/call_1/transcript', 'operator admin service'],
    ['DELETE', '/api/customers/cus_1', 'admin'],
    ['GET', '/api/keys', 'admin'],
    ['POST', '/api/keys/key_1/revoke', 'admin'],
    ['GET', '/api/audit', 'admin'],
    ['PUT', '/api/settings', 'admin'],
    ['POST', '/api/calls/import', 'admin'],
    ['POST', '/api/customers/cus_1/contacts/import', 'admin'],
    ['POST', '/api/dead-letters/dlq_1/replay', 'admin'],
  ] as const
  for (const [method, path, allowed] of cases) {
    test(`may ${method} ${path} only as ${allowed.replaceAll(' ', ', ')}`, () => {
      expect(roleSchema.options.filter((role) => mayCall(role, method, path)).sort()).toEqual(allowed.split(' ').sort())
    })
  }

  test('that may not is told so, and nothing is done', async () => {
    const { key } = await createdKey('viewer')
    const somebody = person()
    const answer = await ask('POST', '/api/customers', { key, body: somebody })
    expect([answer.status, slugOf(answer)]).toEqual([403, 'forbidden'])
    expect(await rowsWith(somebody.phone)).toBe(0)
  })
})

describe('the order of refusal', () => {
  const huge = `{"name":"${'a'.repeat(1_100_000)}"}`
  test('puts size before the key', async () => {
    expect(slugOf(await ask('POST', '/api/customers', { key: null, raw: huge }))).toBe('body-too-large')
  })
  test('stops reading a body without a length at the limit', async () => {
    let sent = 0
    const chunk = new Uint8Array(65_536)
    const endless = new ReadableStream({
      pull(controller) {
        sent += chunk.length
        controller.enqueue(chunk)
      },
    })
    const response = await app.request('/api/customers', { method: 'POST', body: endless, headers: { 'transfer-encoding': 'chunked' } }, env)
    expect(response.status).toBe(413)
    expect(sent).toBeLessThan(3 * 1024 * 1024)
  })
  test('puts the key before the route, the route before the content type, and that before the JSON', async () => {
    const text = { 'content-type': 'text/plain' }
    expect(slugOf(await ask('POST', '/api/nothing', { key: 'wrong', raw: '{', headers: text }))).toBe('unauthenticated')
    expect(slugOf(await ask('POST', '/api/nothing', { raw: '{', headers: text }))).toBe('not-found')
    expect(slugOf(await ask('POST', '/api/customers', { raw: '{', headers: text }))).toBe('unsupported-media-type')
    expect(slugOf(await ask('POST', '/api/customers', { raw: '{' }))).toBe('malformed-json')
  })
})

describe('a path', () => {
  test('that does not take the method names those it takes', async () => {
    const cases = [
      ['GET', '/api/calls/start', 'POST'],
      ['DELETE', '/api/calls', 'GET'],
      ['PUT', '/api/customers', 'GET, POST'],
      ['PATCH', '/api/webhooks/elevenlabs', 'POST'],
      ['POST', '/healthz', 'GET'],
    ] as const
    for (const [method, path, allow] of cases) {
      const answer = await ask(method, path)
      expect([method, path, slugOf(answer), answer.headers.get('allow')]).toEqual([method, path, 'method-not-allowed', allow])
    }
  })

  test('with an id of no form of ours is unknown, whatever it holds', async () => {
    for (const id of ['x', '%00', '%ff', '..%2f..%2fcalls', "'%20OR%201=1", 'call_00000000000000000000000000', 'a'.repeat(2000)]) {
      expect([id, slugOf(await ask('GET', `/api/customers/${id}`))]).toEqual([id, 'not-found'])
    }
  })

  test('takes no query parameter that it does not know, and none twice', async () => {
    expect(pathsNamed(await ask('GET', '/api/customers?limit=2&colour=red'))).toEqual(['colour'])
    expect(pathsNamed(await ask('GET', '/api/customers?limit=2&limit=3'))).toEqual(['limit'])
    expect(pathsNamed(await ask('GET', '/api/system?verbose=1'))).toEqual(['verbose'])
    expect(pathsNamed(await ask('GET', '/api/customers?q=%00'))).toEqual(['q'])
  })
})

describe('a body', () => {
  test('has every failing path named, the pack’s facts among them', async () => {
    const account = {
      pack: 'collections',
      facts: { outstanding_amount: 'much', currency: 'USD', days_overdue: 1, emis_overdue: 1, risk_category: 'low', collection_stage: 'early', tip: 1 },
    }
    const answer = await ask('POST', '/api/customers', {
      body: { name: 17, phone: ['x'], nickname: 'Bo', accounts: [account, { pack: 'gardening', facts: {} }] },
    })
    expect(pathsNamed(answer)).toEqual(['accounts.0.facts.outstanding_amount', 'accounts.0.facts.tip', 'accounts.1.pack', 'name', 'nickname', 'phone'])
  })

  test('that deceives a reader or a parser is refused beside what its schema finds', async () => {
    const raw =
      '{"__proto__":{"admin":true},"constructor":{"a":1},"name":"Ana\\u0000","phone":"+14045550101","accounts":[{"pack":"collections","facts":{"outstanding_amount":1e999}}]}'
    const answer = await ask('POST', '/api/customers', { raw })
    expect(answer.status).toBe(422)
    expect(pathsNamed(answer)).toEqual(expect.arrayContaining(['__proto__', 'constructor', 'name', 'accounts.0.facts.outstanding_amount']))
  })

  test('of another shape than an object is refused and not read', async () => {
    for (const raw of ['[]', '3', 'null', '"x"', 'true']) expect((await ask('POST', '/api/customers', { raw })).status).toBe(422)
    for (const raw of ['', 'name=1', "{'a':1}", '{"a":1}}', '\u0000']) expect(slugOf(await ask('POST', '/api/customers', { raw }))).toBe('malformed-json')
  })

  test('is taken with 32 levels and 1,000 items, and not with one more', () => {
    expect(inspect(nested(32))).toEqual([])
    expect(inspect(nested(33))).toHaveLength(1)
    expect(inspect({ list: Array.from({ length: 1000 }, () => 1) })).toEqual([])
    expect(inspect({ list: Array.from({ length: 1001 }, () => 1) })).toEqual([{ path: 'list', message: 'more than 1000 items' }])
    expect(inspect(nested(100_000))).toHaveLength(1)
  })

  test('in a script of any people passes', () => {
    for (const text of ['Zoë Ångström', '王小明', 'محمد', 'आरव', '👩‍👩‍👧', 'e\u0301']) {
      expect(inspect({ text })).toEqual([])
      expect(newCustomerSchema.shape.name.safeParse(text).success).toBe(true)
    }
    for (const text of ['\u0000', '\uD800', '\u202Eevil']) expect(inspect({ text })).toHaveLength(1)
  })
})

describe('a cursor', () => {
  test('is good for its own list, as it was made, and for nothing else', async () => {
    for (let i = 0; i < 3; i++) await createdCustomer()
    const cursor = String((await ask('GET', '/api/customers?limit=1')).body.next_cursor)
    const [text = '', seal = ''] = cursor.split('.')
    expect((await ask('GET', `/api/customers?limit=1&cursor=${cursor}`)).status).toBe(200)
    const other = Buffer.from('["cus_00000000000000000000000000"]').toString('base64url')
    for (const forged of ['', 'x', '%25%25', text, `${other}.${seal}`, `${text}.${seal.slice(1)}`, `${cursor}.`, 'A'.repeat(1025)]) {
      expect([forged, slugOf(await ask('GET', `/api/customers?cursor=${forged}`))]).toEqual([forged, 'invalid-cursor'])
    }
    expect(slugOf(await ask('GET', `/api/promises?cursor=${cursor}`))).toBe('invalid-cursor')
    expect(slugOf(await ask('GET', `/api/receipts?cursor=${cursor}`))).toBe('invalid-cursor')
  })
})

describe('a request sent twice with one idempotency key', () => {
  const once = (key: string, body: unknown, path = '/api/customers', as = 'dev') => ask('POST', path, { body, key: as, headers: { 'idempotency-key': key } })

  test('makes one customer and gets the first answer again', async () => {
    const somebody = person()
    const [first, second] = [await once('twice', somebody), await once('twice', somebody)]
    expect(second.body).toEqual(first.body)
    expect([first.headers.get('idempotent-replay'), second.headers.get('idempotent-replay')]).toEqual([null, 'true'])
    expect(await rowsWith(somebody.phone)).toBe(1)
  })

  test('ten times at once makes one customer', async () => {
    const somebody = person()
    const answers = await Promise.all(Array.from({ length: 10 }, () => once('ten-at-once', somebody)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await rowsWith(somebody.phone)).toBe(1)
  })

  test('is refused when the second is another request', async () => {
    await once('reused', person())
    const answer = await once('reused', person())
    expect([answer.status, slugOf(answer)]).toEqual([422, 'idempotency-key-reused'])
  })

  test('is a first request again on another route and for another caller', async () => {
    const { id } = await createdCustomer()
    const { key } = await createdKey('operator')
    const account = { pack: 'collections', facts: (person().accounts as { facts: unknown }[])[0]?.facts }
    const somebody = person()
    expect((await once('shared', somebody)).status).toBe(201)
    expect((await once('shared', account, `/api/customers/${id}/accounts`)).status).toBe(201)
    expect((await once('shared', somebody, '/api/customers', key)).headers.get('idempotent-replay')).toBeNull()
  })

  test('may be mended when the first was refused', async () => {
    expect((await once('mended', person({ name: '' }))).status).toBe(422)
    expect((await once('mended', person())).status).toBe(201)
  })

  test('leaves no readable copy of its answer', async () => {
    await once('sealed', person({ name: 'Nobody Must Read This' }))
    await once('sealed-key', { name: 'k', role: 'viewer' }, '/api/keys')
    const { results } = await env.DB.prepare('SELECT * FROM idempotency_keys').all()
    expect(results.length).toBeGreaterThanOrEqual(2)
    expect(JSON.stringify(results)).not.toMatch(/Nobody Must|pk_local/)
  })

  test('is free again a minute after a first attempt that died', async () => {
    const attempt = { key: 'died', request_hash: 'h', created_at: '2026-11-23T10:00:00.000Z' }
    expect(await claim(env, attempt)).toBeNull()
    expect(await claim(env, { ...attempt, created_at: '2026-11-23T10:00:59.000Z' })).toEqual({ request_hash: 'h', answer: null })
    const second = { ...attempt, created_at: '2026-11-23T10:01:00.000Z' }
    expect(await claim(env, second)).toBeNull()
    await keepAnswer(env, attempt, { status: 201, body: 'of the dead' })
    await keepAnswer(env, second, { status: 201, body: 'of the living' })
    expect(await claim(env, { ...attempt, created_at: '2026-11-23T11:00:00.000Z' })).toEqual({
      request_hash: 'h',
      answer: { status: 201, body: 'of the living' },
    })
    expect(await claim(env, { ...attempt, created_at: '2026-11-24T10:02:00.000Z' })).toBeNull()
  })

  test('needs a key of printable characters', async () => {
    for (const key of ['', 'x'.repeat(256), 'caf\u00e9']) expect(pathsNamed(await once(key, person()))).toEqual(['Idempotency-Key'])
  })
})

describe('the deployment', () => {
  test('names each thing that a call needs, and says 503 when one is away', async () => {
    expect((await ask('GET', '/readyz', { key: null })).body).toMatchObject({ state: 'ready', dependencies: { database: { state: 'ok' } } })
    const DB = {
      prepare: () => {
        throw new Error('D1_ERROR: Network connection lost.')
      },
    } as unknown as D1Database
    const away = await app.request('/readyz', {}, { ...env, DB })
    expect([away.status, await away.json()]).toMatchObject([503, { state: 'not_ready', dependencies: { database: { state: 'away' } } }])
  })

  test('with a setting missing names it and answers nothing else', async () => {
    const answer = await app.request('/healthz', {}, { ...env, ENVIRONMENT: 'production' } as unknown as Env)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('CALL_TOKEN_SECRET')
  })

  test('describes each of its routes once, and every problem it can answer', async () => {
    const { body } = await ask('GET', '/api/openapi.json')
    const paths = body.paths as Record<string, Record<string, { operationId: string }>>
    const described = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
    const served = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path.replaceAll(/:([a-z_]+)/g, '{$1}')}`)
    expect(described.sort()).toEqual([...new Set(served)].sort())
    const ids = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

// Cases that need a live call, a signature or a socket are tried by the acceptance suite against the whole product.
describe.skipIf(Object.keys(badInputFiles).length === 0)('a bad input of the list', () => {
  type Case = {
    id: string
    method: string
    path: string
    headers: Record<string, string>
    body?: unknown
    body_raw?: string
    expected_status: number
    expected_problem: string | null
  }
  const cases = Object.values(badInputFiles).flatMap((text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case),
  )
  const mine = cases.filter(({ path, ...rest }) => path.startsWith('/api/customers') && !('body_gen' in rest) && !/\{\{(?!key\}\})/.test(JSON.stringify(rest)))
  for (const { id, method, path, headers, body, body_raw, expected_status, expected_problem } of mine) {
    test(`${id} is answered ${expected_status} ${expected_problem ?? ''}`, async () => {
      const before = await rows()
      const { authorization, ...others } = headers
      const key = authorization === undefined ? null : authorization.replace('Bearer ', '').replace('{{key}}', 'dev')
      const answer = await ask(method, path, { key, headers: others, ...(body_raw === undefined ? { body } : { raw: body_raw }) })
      expect([answer.status, slugOf(answer)]).toEqual([expected_status, expected_problem ?? ''])
      expect(await rows()).toBe(before + (expected_status === 201 ? 1 : 0))
    })
  }
})

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

/** The bindings of another environment, with every setting that it needs. */
function elsewhere(ENVIRONMENT: string): Env {
  const secrets = [
    'ELEVENLABS_API_KEY',
    'ELEVENLABS_PHONE_NUMBER_ID',
    'ELEVENLABS_WEBHOOK_SECRET',
    'CUSTOM_LLM_SECRET',
    'TOOL_SECRET',
    'CALL_TOKEN_SECRET',
    'PHONE_HASH_KEY',
  ]
  const urls = { ELEVENLABS_BASE_URL: 'https://voice.test', DASHBOARD_ORIGIN: 'https://dashboard.test', ELEVENLABS_AGENTS: '{"collections":"agent_1"}' }
  return { ...env, ...Object.fromEntries(secrets.map((name) => [name, 'a-secret'])), ...urls, ENVIRONMENT } as unknown as Env
}

async function rowsWith(phone: unknown): Promise<number | null> {
  return env.DB.prepare('SELECT count(*) AS n FROM customers WHERE phone = ?').bind(phone).first<number>('n')
}

async function rows(): Promise<number> {
  return (await env.DB.prepare('SELECT count(*) AS n FROM customers').first<number>('n')) ?? 0
}
