// What a transcript socket says (contract, Live sockets). The server speaks; what a client says is ignored.
import { z } from 'zod'
import { callSchema, callStatusSchema } from '../domain/call.ts'
import { analysisSchema } from '../domain/outcome.ts'
import { entrySchema } from '../domain/transcript.ts'

export const liveMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), data: callSchema.extend({ last_seq: z.int() }) }),
  z.object({ type: z.literal('transcript'), data: entrySchema }),
  z.object({ type: z.literal('status'), data: z.object({ status: callStatusSchema, at: z.string() }) }),
  z.object({ type: z.literal('tool'), data: z.looseObject({ name: z.string(), state: z.string() }) }),
  z.object({ type: z.literal('analysis'), data: analysisSchema }),
  z.object({ type: z.literal('bye'), data: z.object({ code: z.int() }) }),
])
export type LiveMessage = z.infer<typeof liveMessageSchema>

export const closeCodes = {
  ended: 1000,
  restart: 1012,
  try_later: 1013,
  too_large: 1009,
  ticket: 4401,
  forbidden: 4403,
  unknown: 4404,
  too_slow: 4408,
} as const
