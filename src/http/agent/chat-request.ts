// A chat completion as the voice provider asks for it (contracts: elevenlabs.md 7.2). Read strictly where we use it; the rest passes.
import { z } from 'zod'

export const chatMessageSchema = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.string().max(200_000).nullish(),
  tool_calls: z
    .array(z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) }))
    .max(100)
    .nullish(),
  tool_call_id: z.string().optional(),
})
export type ChatMessage = z.infer<typeof chatMessageSchema>

export const chatRequestSchema = z.looseObject({
  model: z.string().max(200).optional(),
  messages: z
    .array(chatMessageSchema)
    .min(1)
    .max(1000)
    .refine((messages) => messages.every((message) => message.role !== 'user' || typeof message.content === 'string'), 'a user message without words'),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().optional(),
  stream: z.boolean().optional(),
  tools: z
    .array(z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }))
    .max(128)
    .nullish(),
  user_id: z.string().nullish(),
  elevenlabs_extra_body: z.looseObject({ call_token: z.string().max(1000).optional() }).nullish(),
})
export type ChatRequest = z.infer<typeof chatRequestSchema>
