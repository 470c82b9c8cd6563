// What a roadside membership holds, and what of it the agent confirms instead of asking.
import { z } from 'zod'
import { firstWords } from '../../domain/dialogue.ts'
import { textSchema } from '../../domain/text.ts'
import type { CallBackground, KnownFact } from '../pack.ts'

const nameSchema = textSchema(100)

/** The contract's roadside facts (People and money). Stored: grows by optional fields only. */
export const factsSchema = z.strictObject({
  membership_tier: nameSchema,
  covered_services: z.array(nameSchema).max(50),
  vehicles: z
    .array(z.strictObject({ make: nameSchema, model: nameSchema, year: z.int().min(1900).max(2100), color: nameSchema, plate: nameSchema.optional() }))
    .max(50),
})
export type RoadsideFacts = z.infer<typeof factsSchema>
type Vehicle = RoadsideFacts['vehicles'][number]

/** The first vehicle on file is the one that is confirmed first. */
export function vehicleOnFile(facts: RoadsideFacts): Vehicle | null {
  return facts.vehicles[0] ?? null
}

/** As people call it, short enough for a question: `Honda Civic`. */
export function calledBy(vehicle: { make: string; model: string }): string {
  return firstWords(`${vehicle.make} ${vehicle.model}`, 4)
}

export function vehicleQuestion(facts: RoadsideFacts): string | null {
  const [first, second] = facts.vehicles
  if (!first) return null
  return second ? `Is this about your ${calledBy(first)}, or your ${calledBy(second)}?` : `Is this about your ${calledBy(first)}?`
}

export function knownFacts({ customer, facts, account }: CallBackground<RoadsideFacts>): KnownFact[] {
  const onFile = { source: 'membership record', as_of: account.updated_at, class: 'never_ask', question: null } as const
  const toAsk = { value: '', source: 'the customer', as_of: account.updated_at, class: 'ask' } as const
  const vehicles = facts.vehicles.map(({ make, model, year, color, plate }) => `${year} ${make} ${model}, ${color}${plate ? `, plate ${plate}` : ''}`)
  return [
    { ...onFile, name: 'customer_name', value: customer.name, source: 'customer record' },
    { ...onFile, name: 'membership_tier', value: facts.membership_tier },
    { ...onFile, name: 'covered_services', value: facts.covered_services.join(', ') || 'none' },
    vehicles.length > 0
      ? { ...onFile, name: 'vehicle', value: vehicles.join('; '), class: 'confirm', question: vehicleQuestion(facts) }
      : { ...toAsk, name: 'vehicle', question: 'Which vehicle is it?' },
    ...(customer.address_line ? [{ ...onFile, name: 'home_address', value: customer.address_line, source: 'customer record' }] : []),
    { ...toAsk, name: 'safety', question: 'Are you somewhere safe?' },
    { ...toAsk, name: 'issue', question: 'What happened to the vehicle?' },
    { ...toAsk, name: 'location', question: 'Where is the vehicle now?' },
  ]
}

/** How the agent sounds when it asks for what it already knows. */
export const asks = {
  customer_name: /\b(?:what(?:'s| is)|may i have|can i have|could you (?:give|tell|spell)(?: me)?) your (?:full |first |last )?name\b/iu,
  membership_tier:
    /\b(?:what|which)\b[^.?!]*\b(?:membership|member level|tier|plan)\b[^.!]*\?|\b(?:are you|do you have) (?:a )?(?:gold|silver|basic|premium|plus|member)\b[^.!]*\?/iu,
  covered_services: /\b(?:what|which) (?:services?|coverage)\b[^.?!]*\b(?:covered|include[ds]?|have)\b[^.!]*\?/iu,
  vehicle:
    /\b(?:what|which)(?:'s| is| are)? (?:(?:the|your|kind|type|sort|make|model|year|colou?r|license|licence|of|and|or),?\s+)*(?:car|vehicle|truck|van|make|model|year|colou?r|plate)\b[^.!]*\?|\bwhat (?:are|do) you driv\w*|\b(?:may i have|can i have|could you give me|tell me) (?:the |your )?(?:make|model|colou?r|plate|year)\b/iu,
  home_address: /\b(?:what(?:'s| is)|may i have|can i have) your (?:home|mailing|billing) address\b/iu,
} as const satisfies Record<string, RegExp>
