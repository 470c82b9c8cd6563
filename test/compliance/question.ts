// Builds the question of a dial that every rule allows: a consenting person in Atlanta, late in the morning. A test changes what it is about.
import { type ClearanceInput, clearanceInputSchema } from '../../src/compliance/clearance-input.ts'

export const lateMorning = '2026-06-10T15:00:00.000Z'

type Changes = {
  now?: string
  customer?: Record<string, unknown>
  flags?: Record<string, unknown>
  consents?: Record<string, unknown>
  debt?: Record<string, unknown>
  history?: readonly Record<string, unknown>[]
  request?: Record<string, unknown>
  policy?: Record<string, unknown>
}

export function question({ now = lateMorning, customer, flags, consents, debt, history = [], request, policy }: Changes = {}): ClearanceInput {
  return clearanceInputSchema.parse({
    now,
    customer: {
      phone: '+14045550107',
      address_state: 'GA',
      consents: { ai_voice: { status: 'granted', scope: 'collection', at: '2026-01-05T15:00:00Z' }, ...consents },
      flags: flags ?? {},
      debts: [{ id: 'd1', kind: 'credit_card', ...debt }],
      ...customer,
    },
    history,
    request: { channel: 'voice_ai', purpose: 'collection', debt_id: 'd1', ...request },
    ...(policy && { policy }),
  })
}

/** A roadside call back to somebody who waits, at the same person's number. */
export function roadsideQuestion(changes: Changes = {}): ClearanceInput {
  return question({
    ...changes,
    consents: { ai_voice: { status: 'granted', scope: 'roadside' }, ...changes.consents },
    request: { purpose: 'roadside_callback', debt_id: null, incident_open: true, ...changes.request },
  })
}

/** Outbound, about d1, unanswered. */
export function attempt(at: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { at, direction: 'outbound', outcome: 'no_answer', debt_id: 'd1', ...changes }
}

export function talk(at: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return attempt(at, { outcome: 'conversation', ...changes })
}
