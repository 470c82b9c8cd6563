// API keys: made, listed, renewed, revoked. A key is shown in the answer that made it and never again.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { configOf } from '../../config.ts'
import { keySchema, mintedKeySchema, newKeySchema, pageQuery, pageOf as pageSchemaOf, type Role } from '../../contract/api.ts'
import { idPattern } from '../../domain/id.ts'
import { type ApiKey, createKey, keyById, listKeys, revokeKey } from '../../store/keys.ts'
import { newId } from '../../store/new-id.ts'
import type { AppEnv } from '../app-env.ts'
import { forgetKey, mintKey } from '../auth.ts'
import { pageOf, positionIn } from '../cursor.ts'
import { answer, jsonBody, refusals } from '../described.ts'
import { Problem } from '../problems.ts'

const params = z.object({ key_id: z.string().regex(idPattern('key')) })
const list = 'keys'

const listRoute = createRoute({
  method: 'get',
  path: '/api/keys',
  operationId: 'listKeys',
  tags: ['keys'],
  summary: 'API keys, newest first, revoked ones too',
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: answer('A page of keys', pageSchemaOf(keySchema)), ...refusals },
})
const createKeyRoute = createRoute({
  method: 'post',
  path: '/api/keys',
  operationId: 'createKey',
  tags: ['keys'],
  summary: 'A new API key, shown this once',
  request: { body: jsonBody(newKeySchema) },
  responses: { 201: answer('The key', mintedKeySchema), ...refusals },
})
const rotateRoute = createRoute({
  method: 'post',
  path: '/api/keys/{key_id}/rotate',
  operationId: 'rotateKey',
  tags: ['keys'],
  summary: 'A second key of the same name and role; the first one works until it is revoked, so that nothing stands still',
  request: { params },
  responses: { 201: answer('The new key', mintedKeySchema), ...refusals },
})
const revokeRoute = createRoute({
  method: 'post',
  path: '/api/keys/{key_id}/revoke',
  operationId: 'revokeKey',
  tags: ['keys'],
  summary: 'Ends a key, everywhere within a minute',
  request: { params },
  responses: { 200: answer('The key', keySchema), ...refusals },
})

export const keys = new OpenAPIHono<AppEnv>()
  .openapi(listRoute, async (c) => {
    const { limit, cursor } = c.req.valid('query')
    const [after] = positionIn(c.env, list, 1, cursor) ?? []
    const page = pageOf(c.env, list, await listKeys(c.env, { limit, after }), limit, (key) => [key.id])
    return c.json({ ...page, items: page.items.map(keyView) }, 200)
  })
  .openapi(createKeyRoute, async (c) => c.json(await mint(c.env, c.req.valid('json')), 201))
  .openapi(rotateRoute, async (c) => {
    const key = await keyById(c.env, c.req.valid('param').key_id)
    if (!key) throw new Problem('not-found')
    if (key.revoked_at !== null) throw new Problem('invalid-transition', { detail: 'A revoked key has no successor. Make a new one.' })
    return c.json(await mint(c.env, key), 201)
  })
  .openapi(revokeRoute, async (c) => {
    const key = await revokeKey(c.env, c.req.valid('param').key_id, new Date().toISOString())
    if (!key) throw new Problem('not-found')
    forgetKey(key.hash)
    return c.json(keyView(key), 200)
  })

async function mint(env: Env, { name, role }: { name: string; role: Role }): Promise<z.infer<typeof mintedKeySchema>> {
  const { key, prefix, hash } = mintKey(configOf(env).ENVIRONMENT)
  const row: ApiKey = { id: newId('key'), name, role, prefix, hash, created_at: new Date().toISOString(), revoked_at: null }
  await createKey(env, row)
  const { id, ...rest } = keyView(row)
  return { id, key, ...rest }
}

function keyView({ hash: _, ...key }: ApiKey): z.infer<typeof keySchema> {
  return key
}
