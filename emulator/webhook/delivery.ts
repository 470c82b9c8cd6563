// Sending webhooks: signed over the bytes that go out, and sent again as the provider does, with the faults that were asked for.
import { createHmac } from 'node:crypto'
import type { Call } from '../call/call.ts'
import type { Exchange } from '../exchange.ts'
import type { WebhookAction } from '../faults.ts'
import { between, chanceOf } from '../random.ts'
import type { WebhookEvent } from './payload.ts'

/** Nobody documents how long the provider waits for an answer. */
const answerTimeoutMs = 10_000
/** However fast calls run, the last try comes at least a minute after the first, so that a restart of the product is survived. */
const mostHaste = 27
const jitter = 0.1

/** Delivers one event about one call, faults included. Resolves when it was taken or given up. */
export async function deliver(call: Call, event: WebhookEvent, exchange: Exchange): Promise<void> {
  const body = JSON.stringify({ type: event.type, event_timestamp: event.event_timestamp, data: event.data })
  const fault = exchange.faults.takeForWebhook(event.type, body)
  if (fault?.do === 'drop') {
    call.deliveries.push({ event: event.type, attempt: 0, at: new Date(exchange.clock.now()).toISOString(), status: null, fault: fault.do })
    return
  }
  if (fault?.do === 'delay') await exchange.clock.wait(fault.ms, exchange.signal)
  const copies = fault?.do === 'duplicate' ? fault.copies : 1
  await Promise.all(Array.from({ length: copies }, () => tryUntilTaken(call, { event, body, fault }, exchange)))
}

/** `t=<unix seconds>,v0=<hex>`: HMAC-SHA256 of `<t>.<body>`. */
export function signature(body: string, secret: string, unixSeconds: number): string {
  return `t=${unixSeconds},v0=${createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex')}`
}

type Parcel = { event: WebhookEvent; body: string; fault: WebhookAction | undefined }

async function tryUntilTaken(call: Call, parcel: Parcel, exchange: Exchange): Promise<void> {
  const chance = chanceOf(exchange.settings.seed, `webhook ${call.conversation_id}`)
  const haste = Math.min(exchange.settings.speed, mostHaste)
  const retriesAt = parcel.event.retried ? exchange.plans.webhookRetryAtMs : []
  let previousMs = 0
  for (const [attempt, plannedMs] of [0, ...retriesAt].entries()) {
    const atMs = (plannedMs / haste) * between(1 - jitter, 1 + jitter, chance)
    await exchange.clock.wait(atMs - previousMs, exchange.signal)
    previousMs = atMs
    const status = await send(parcel, exchange)
    call.deliveries.push({
      event: parcel.event.type,
      attempt: attempt + 1,
      at: new Date(exchange.clock.now()).toISOString(),
      status,
      fault: parcel.fault?.do ?? null,
    })
    if (!worthRetrying(status)) return
  }
}

/** null: no answer at all. Anything else that is not listed, 200 and every other 4xx among it, is final. */
function worthRetrying(status: number | null): boolean {
  return status === null || status >= 500 || status === 429 || status === 408
}

/** Each try has the same body and a fresh signature. */
async function send(parcel: Parcel, exchange: Exchange): Promise<number | null> {
  const { body, fault } = parcel
  const secret = fault?.do === 'wrong_secret' ? `not ${exchange.settings.webhookSecret}` : exchange.settings.webhookSecret
  const signedAt = Math.floor(exchange.clock.now() / 1000) + (fault?.do === 'skew' ? fault.seconds : 0)
  try {
    const response = await fetch(`${exchange.settings.product}/api/webhooks/elevenlabs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'elevenlabs-signature': signature(body, secret, signedAt) },
      body: fault?.do === 'alter' ? `${body} ` : body,
      signal: AbortSignal.any([exchange.signal, AbortSignal.timeout(answerTimeoutMs)]),
    })
    await response.body?.cancel()
    return response.status
  } catch {
    exchange.signal.throwIfAborted()
    return null
  }
}
