// Puts the sample customers into a deployment, each once.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Api } from './local/api.ts'
import { type Sample, sampleCustomers, uncallable } from './sample-customers.ts'

const foundSchema = z.object({ items: z.array(z.object({ id: z.string() })) })
const createdSchema = z.object({ id: z.string() })

/**
 * @param real whether calls are placed by the real provider: then nobody of the seed may be called
 * @returns how many were added; somebody who is there already, by number, is left as they are
 */
export async function seed(api: Api, real: boolean, now: number): Promise<number> {
  const samples = real ? uncallable(sampleCustomers(now)) : sampleCustomers(now)
  let added = 0
  for (const sample of samples) {
    const { items } = await api.get(`/api/customers?phone=${encodeURIComponent(sample.customer.phone)}`, foundSchema)
    if (items.length > 0) continue
    await api.post('/api/customers', sample.customer, createdSchema, keyOf(sample))
    added += 1
  }
  return added
}

// Two starts at the same moment must not add a person twice; a later one, with other dates in the body, is another request.
function keyOf({ customer }: Sample): string {
  const body = createHash('sha256').update(JSON.stringify(customer)).digest('hex').slice(0, 16)
  return `seed-${customer.external_id}-${body}`
}
