// The life of a call: it is accepted, rings, is answered or not, is talked through, processed, and reported by webhook.
import type { Exchange, FailureReason } from '../exchange.ts'
import { between } from '../random.ts'
import { deliver } from '../webhook/delivery.ts'
import { initiationFailure, transcription } from '../webhook/payload.ts'
import type { Call } from './call.ts'
import { roleFor } from './persona.ts'
import { react, talk } from './talk.ts'
import { wordingOf } from './wording.ts'

/** How long it rings before somebody picks up, and before a line says it is busy or out of order. */
const ringMs = { shortest: 2_000, longest: 6_000 }
const deadLineMs = 2_000
/** How long it rings before the platform gives up, where the dial does not say. */
const ringingTimeoutSeconds = 60
/** From the end of a call until its analysis is there. */
const processingMs = 2_500

const resultOf = { busy: 'busy', 'no-answer': 'no_answer', unknown: 'failed' } as const satisfies Record<FailureReason, Call['call_result']>

/** Lives one call to its end. Never throws: what goes wrong inside becomes a failed call, and a reset ends it silently. */
export async function live(call: Call, shared: Exchange): Promise<void> {
  // A call keeps the signal under which it was placed; after a reset the shared one belongs to other calls.
  const exchange = { ...shared }
  try {
    await throughTheCall(call, exchange)
  } catch (error) {
    if (exchange.signal.aborted) return
    console.error(`call ${call.conversation_id} broke`, error)
    Object.assign(call, { status: 'failed', termination_reason: 'Internal error', error: { code: 1011, reason: String(error) } } satisfies Partial<Call>)
    await deliver(call, transcription(call, exchange.clock.now()), exchange)
  }
}

async function throughTheCall(call: Call, exchange: Exchange): Promise<void> {
  const number = call.dial.to_number
  const role = roleFor(call, {
    book: exchange.book,
    casting: exchange.castings.get(number),
    seed: exchange.settings.seed,
    nth: exchange.registry.dials()[number] ?? 1,
  })
  call.persona_id = role.persona.id

  const refused = takeOutcome(number, exchange)
  if (refused) return unreached(call, refused, exchange)

  const worded = wordingOf(call)
  if (!worded.ok) {
    call.error = { code: 1008, reason: `missing_dynamic_variable: ${worded.missing}` }
    return finish(call, 'failed', 'Missing dynamic variable', exchange)
  }
  const opening = react(call, role, { heard: worded.wording.first_message, turn: 0, said: [] }, exchange.clock.now())
  if (opening.say === null && opening.hang_up) return unreached(call, 'no-answer', exchange)

  await wait(between(ringMs.shortest, ringMs.longest, role.chance), exchange)
  call.status = 'in-progress'
  call.accepted_at_ms = exchange.clock.now()
  call.call_result = 'answered'
  const ending = await talk(call, { role, wording: worded.wording, opening }, exchange)
  call.call_result = ending.call_result
  call.error = ending.error
  await finish(call, ending.error ? 'failed' : 'done', ending.termination_reason, exchange)
}

async function finish(call: Call, status: 'done' | 'failed', termination_reason: string, exchange: Exchange): Promise<void> {
  call.termination_reason = termination_reason
  call.status = 'processing'
  await wait(processingMs, exchange)
  call.status = status
  await deliver(call, transcription(call, exchange.clock.now()), exchange)
}

/** Nobody was reached: no conversation, another webhook. */
async function unreached(call: Call, reason: FailureReason, exchange: Exchange): Promise<void> {
  const ringing = (call.dial.telephony_call_config?.ringing_timeout_secs ?? ringingTimeoutSeconds) * 1000
  await wait(reason === 'no-answer' ? ringing : deadLineMs, exchange)
  call.status = 'failed'
  call.call_result = resultOf[reason]
  await deliver(call, initiationFailure(call, reason, exchange.clock.now()), exchange)
}

function takeOutcome(number: string, exchange: Exchange): FailureReason | undefined {
  const planned = exchange.outcomes.get(number)
  if (!planned || planned.times === 0) return undefined
  if (planned.times > 0) planned.times -= 1
  return planned.outcome
}

async function wait(humanMs: number, exchange: Exchange): Promise<void> {
  await exchange.clock.wait(humanMs / exchange.settings.speed, exchange.signal)
}
