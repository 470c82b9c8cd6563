// The question that is asked before every dial: who, when, by which channel, about what, and everything on file that may forbid it.
import { z } from 'zod'
import { contactSchema } from '../domain/contact.ts'
import { type Account, type Customer, consentsSchema, debtSchema, e164Schema, flagsSchema } from '../domain/customer.ts'
import { calendarDateSchema, instantSchema, zoneSchema } from '../domain/time.ts'

const listed = 1000
const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, HH:MM')
const outreachChannelSchema = z.enum(['voice_ai', 'voice_human', 'sms', 'email'])

const subjectDebtSchema = z.strictObject({ id: z.string().max(200), account: z.string().max(200).optional(), ...debtSchema.shape })

const subjectSchema = z.strictObject({
  /** The number that would be dialled. */
  phone: e164Schema,
  other_phones: z.array(e164Schema).max(listed).default([]),
  /** A call is live, or a dial is in doubt. */
  in_flight: z.boolean().optional(),
  address_state: z.string().max(50).optional(),
  zip: z
    .string()
    .regex(/^\d{5}$/, 'five digits')
    .optional(),
  time_zone: zoneSchema.optional(),
  time_zone_source: z.enum(['consumer_stated', 'creditor_file']).optional(),
  consents: consentsSchema.default({}),
  // Unknown flags are ignored here, so that a newer file can be asked about; at the door of a customer they are refused.
  flags: z.object(flagsSchema.shape).default({}),
  debts: z.array(subjectDebtSchema).max(listed).default([]),
})

const requestSchema = z.strictObject({
  channel: outreachChannelSchema,
  purpose: z.enum(['collection', 'payment_reminder', 'location', 'roadside_callback', 'telemarketing']),
  debt_id: z.string().max(200).nullable().optional(),
  /** The consumer's own message that this one would answer. */
  in_reply_to: z.strictObject({ at: instantSchema, channel: outreachChannelSchema, replied: z.boolean() }).nullable().optional(),
  /** The third party of a location call, as history rows name it. */
  party: z.string().max(200).nullable().optional(),
  third_party_asked_again: z.boolean().optional(),
  incident_open: z.boolean().optional(),
  emergency: z.boolean().optional(),
})

/** What a deployment adds: it may only tighten. */
const outreachPolicySchema = z.strictObject({
  window: z
    .strictObject({ from: clockSchema, to: clockSchema })
    .refine((window) => window.from < window.to, 'must open before it closes')
    .optional(),
  quiet_days: z.array(calendarDateSchema).max(listed).optional(),
})

/** Shape and meaning: compliance/rules.md section 1. Times are UTC instants; `history` may come in any order. */
export const clearanceInputSchema = z.strictObject({
  now: instantSchema,
  customer: subjectSchema,
  history: z.array(contactSchema).max(listed),
  request: requestSchema,
  policy: outreachPolicySchema.optional(),
})
export type ClearanceInput = z.infer<typeof clearanceInputSchema>
export type Subject = ClearanceInput['customer']

/**
 * A customer of ours in the form in which the rules look at one.
 *
 * @param debts     the accounts that are debts; an account of another line of business must not be passed
 * @param in_flight whether a call to this person is live or in doubt
 * An address outside the United States says nothing of a state: the number's area code is then the evidence.
 */
export function subjectOf(customer: Customer, debts: readonly Account[], in_flight: boolean): Subject {
  const address = customer.address?.country === 'US' ? customer.address : null
  const zip = /^(\d{5})(-\d{4})?$/.exec(address?.postal_code?.trim() ?? '')?.[1]
  const state = address?.state?.trim()
  return {
    phone: customer.phone,
    other_phones: customer.other_phones,
    in_flight,
    ...(state && { address_state: state }),
    ...(zip && { zip }),
    ...(customer.time_zone && { time_zone: customer.time_zone }),
    ...(customer.time_zone_source && { time_zone_source: customer.time_zone_source }),
    consents: customer.consents,
    flags: customer.flags,
    debts: debts.map((account) => ({ id: account.id, ...(account.external_id && { account: account.external_id }), ...account.debt })),
  }
}
