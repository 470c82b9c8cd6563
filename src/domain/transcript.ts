// A transcript: entries by a gap-free seq whose text never changes, and the merge of what several writers report of one call
// (design, The merge rule).
import { z } from 'zod'

export const speakerSchema = z.enum(['agent', 'customer'])
export type Speaker = z.infer<typeof speakerSchema>
export const sourceSchema = z.enum(['live', 'webhook', 'poll', 'client'])
export type Source = z.infer<typeof sourceSchema>

/** Who reported a turn. The custom LLM and an API key are two writers of the one source `live`; webhook and poll carry the same record, so they are one. */
export type Writer = 'llm' | 'key' | 'client' | 'record'

/** A tool the agent used within a turn, as the provider reports it. */
export const toolCallSchema = z.object({ name: z.string(), request_id: z.string(), params: z.string(), result: z.string().nullable(), is_error: z.boolean() })
export type ToolCall = z.infer<typeof toolCallSchema>

/** An entry as the contract shows it. Stored: grows by optional fields only. */
export const entrySchema = z.object({
  seq: z.int().positive(),
  entry_id: z.string(),
  speaker: speakerSchema,
  text: z.string(),
  at: z.string(),
  /** Since the call was answered; null where nobody said. */
  offset_ms: z.int().nullable(),
  source: sourceSchema,
  final_text: z.string().nullable(),
  interrupted: z.boolean(),
  redacted: z.boolean(),
  tool_calls: z.array(toolCallSchema),
})
export type Entry = z.infer<typeof entrySchema>

/** A turn as a writer reports it, before it has a seq. */
export type Turn = Omit<Entry, 'seq' | 'final_text'>

/** An entry of the log, with the turn of each writer that proved to be this one. */
export type Logged = { seq: number; speaker: Speaker; text: string; claims: Partial<Record<Writer, string>> }

/** Words alone: case, accents of typing, punctuation and spaces are how two witnesses of one sentence differ. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
