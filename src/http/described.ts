// How a route is described to the OpenAPI document and to the typed client.
import type { z } from 'zod'
import { problemSchema } from '../contract/api.ts'

export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

export function answer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } } as const
}

const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: problemSchema } } }) as const

/** Every route may end so; which problems there are stands in docs/errors.md. */
export const refusals = { '4XX': problem('The request is refused'), '5XX': problem('We or somebody behind us failed') } as const
