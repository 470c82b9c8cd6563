// Who may tell us how a call ended: those who hold the secret, for half an hour.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { verifyWebhook } from '../../src/voice/verify-webhook.ts'

const secret = 'wsec_of_this_test'
const now = '2026-11-23T12:00:00.700Z'
const nowSeconds = Math.floor(Date.parse(now) / 1000)
const body = '{"type":"post_call_audio","text":"Grüße 你好"}'
const bytesOf = (text: string) => new TextEncoder().encode(text)

async function mac(message: string, key = secret): Promise<string> {
  const imported = await crypto.subtle.importKey('raw', bytesOf(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytesOf(message)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
async function signed(t = nowSeconds, key = secret): Promise<string> {
  return `t=${t},v0=${await mac(`${t}.${body}`, key)}`
}
const verdict = async (header: string | null, over: { rawBody?: Uint8Array; secrets?: string[] } = {}) => {
  const result = await verifyWebhook({ rawBody: bytesOf(body), header, secrets: [secret], now, ...over })
  return result.ok ? 'accepted' : result.error
}

describe('a webhook', () => {
  test('is accepted with its own signature, whichever of two live secrets made it', async () => {
    expect(await verdict(await signed())).toBe('accepted')
    expect(await verdict(await signed(nowSeconds, 'wsec_before'), { secrets: [secret, 'wsec_before'] })).toBe('accepted')
    expect(await verdict(await signed(nowSeconds, 'wsec_before'))).toBe('invalid-signature')
  })

  test('is accepted when any of its v0 values is right, with spaces between the parts and schemes that we do not know', async () => {
    const right = await mac(`${nowSeconds}.${body}`)
    expect(await verdict(`t=${nowSeconds}, v0=${'0'.repeat(64)} ,v1=abc, v0=${right}`)).toBe('accepted')
  })

  test('is refused when one byte was changed, added or taken away after signing', async () => {
    const header = await signed()
    for (const altered of [body.replace('你', '您'), `${body} `, body.slice(0, -1), '']) {
      expect(await verdict(header, { rawBody: bytesOf(altered) })).toBe('invalid-signature')
    }
  })

  test('is refused when its MAC is cut short, in capitals or of another time', async () => {
    const right = await mac(`${nowSeconds}.${body}`)
    for (const wrong of [right.slice(0, -2), right.toUpperCase(), await mac(`${nowSeconds - 1}.${body}`), await mac(body)]) {
      expect(await verdict(`t=${nowSeconds},v0=${wrong}`)).toBe('invalid-signature')
    }
  })

  test('counts no header at all as a wrong signature, and an unreadable one as unreadable', async () => {
    expect(await verdict(null)).toBe('invalid-signature')
    const right = await mac(`${nowSeconds}.${body}`)
    const unreadable = [
      '',
      'rubbish',
      't=1',
      `v0=${right}`,
      `t=abc,v0=${right}`,
      't=abc,v0=zz',
      `t=${nowSeconds},v0=`,
      `t=${'9'.repeat(20)},v0=${right}`,
      `t=-5,v0=${right}`,
    ]
    unreadable.push(`t=${nowSeconds},t=${nowSeconds},v0=${right}`, `t=${nowSeconds},v1=${right}`, `v0=${'a'.repeat(8000)}`)
    unreadable.push(`t=${nowSeconds}${`,v0=${right}`.repeat(5)}`)
    for (const header of unreadable) expect(await verdict(header), header.slice(0, 40)).toBe('invalid-signature-header')
  })

  test('is accepted for 30 minutes in both directions and not a second longer', async () => {
    expect(await verdict(await signed(nowSeconds - 1800))).toBe('accepted')
    expect(await verdict(await signed(nowSeconds + 1800))).toBe('accepted')
    expect(await verdict(await signed(nowSeconds - 1801))).toBe('stale-signature')
    expect(await verdict(await signed(nowSeconds + 1801))).toBe('stale-signature')
  })

  test('that is both forged and old is called forged: the time of a forger proves nothing', async () => {
    expect(await verdict(await signed(nowSeconds - 9999, 'guessed'))).toBe('invalid-signature')
  })
})

const vectorsFile = '../shared/contracts/fixtures/signature-vectors.json'
type Vector = { name: string; secret: string; now_unix: number; body: string; header: string | null; valid: boolean }

describe.skipIf(!existsSync(vectorsFile))('the signature vectors of the shared contract (skipped where ../shared is absent)', () => {
  const vectors: Vector[] = existsSync(vectorsFile) ? JSON.parse(readFileSync(vectorsFile, 'utf8')).vectors : []
  test('are twenty', () => expect(vectors).toHaveLength(20))
  test.each(vectors)('$name is judged as the contract says', async (vector) => {
    const result = await verifyWebhook({
      rawBody: bytesOf(vector.body),
      header: vector.header,
      secrets: [vector.secret],
      now: new Date(vector.now_unix * 1000).toISOString(),
    })
    expect(result.ok).toBe(vector.valid)
  })
})
