// Answers in the provider's shapes: plain ones, and errors with everything under `detail`.
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { RequestAction } from '../faults.ts'

export type Answer = { status: number; body: unknown }

export function found(body: unknown): Answer {
  return { status: 200, body }
}

/** What the provider says with each status, where a fault names no code of its own. */
const types: Record<number, { type: string; code: string }> = {
  400: { type: 'invalid_request', code: 'invalid_parameters' },
  401: { type: 'authentication_error', code: 'invalid_api_key' },
  402: { type: 'payment_required', code: 'insufficient_credits' },
  403: { type: 'authorization_error', code: 'forbidden' },
  404: { type: 'not_found', code: 'not_found' },
  409: { type: 'conflict', code: 'concurrent_modification' },
  429: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  500: { type: 'internal_error', code: 'internal_error' },
  503: { type: 'service_unavailable', code: 'service_unavailable' },
}

/** An error in the present shape; `status` inside is the older copy of the code. */
export function refusal(status: number, code: string, message: string): Answer {
  const type = types[status]?.type ?? 'internal_error'
  return { status, body: { detail: { type, code, message, status: code, request_id: randomUUID().replaceAll('-', ''), param: null } } }
}

/** A body or query that fails validation: one entry for each path. */
export function invalid(place: 'body' | 'query', issues: readonly z.core.$ZodIssue[]): Answer {
  return { status: 422, body: { detail: issues.map((issue) => ({ loc: [place, ...issue.path], msg: issue.message, type: issue.code ?? 'value_error' })) } }
}

export function internalError(): Answer {
  return refusal(500, 'internal_error', 'The emulator broke; its output says where.')
}

export const pathUnknown: Answer = { status: 404, body: { detail: 'Not Found' } }
export const methodUnknown: Answer = { status: 405, body: { detail: 'Method Not Allowed' } }

export function faultAnswer(fault: Extract<RequestAction, { do: 'refuse' | 'unsuccessful' }>): Answer {
  if (fault.do === 'unsuccessful')
    return found({ success: false, message: 'Outbound calls are not allowed from this number', conversation_id: null, callSid: null })
  return refusal(fault.status, fault.code ?? types[fault.status]?.code ?? 'internal_error', 'Refused on request.')
}
