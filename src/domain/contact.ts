// One attempt to reach a person, as the contact rules count it (compliance/rules.md section 1, Outcomes).
import { z } from 'zod'
import { instantSchema } from './time.ts'

export const contactOutcomeSchema = z.enum([
  'no_answer',
  'voicemail',
  'limited_content_message',
  'ringless_voicemail',
  'conversation',
  'answered_dropped',
  'wrong_party',
  'unknown',
  'busy',
  'not_in_service',
  'failed',
  'sms_sent',
  'email_sent',
])
export type ContactOutcome = z.infer<typeof contactOutcomeSchema>

/** Stored: grows by optional fields only. */
export const contactSchema = z.strictObject({
  at: instantSchema,
  direction: z.enum(['outbound', 'inbound']),
  outcome: contactOutcomeSchema,
  debt_id: z.string().nullable().optional(),
  debt_ids: z.array(z.string()).optional(),
  channel: z.enum(['voice_ai', 'voice_human', 'sms', 'email']).optional(),
  number: z.string().optional(),
  party: z.string().optional(),
  purpose: z.string().optional(),
})
export type Contact = z.infer<typeof contactSchema>
