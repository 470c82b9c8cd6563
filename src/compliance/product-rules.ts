// What the product itself will not do, whatever the law would allow: two calls at once, numbers it cannot place, sales.
import { productChoice, type Rule } from './rule.ts'
import { areaOf } from './whereabouts.ts'

const source = 'compliance/rules.md section 5'

export const productRules: readonly Rule[] = [
  {
    ...productChoice,
    id: 'P-LIVE',
    kind: 'defer',
    binds: 'every_contact',
    sentence: 'a call to this person is live or in doubt',
    source,
    blocks: (facts) => facts.input.customer.in_flight === true,
  },
  {
    ...productChoice,
    id: 'P-COUNTRY',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'the number is not a personal line of the United States or Canada',
    source,
    blocks: (facts) => {
      const country = areaOf(facts.input.customer.phone)?.country
      return facts.medium !== 'email' && country !== 'US' && country !== 'CA'
    },
  },
  {
    ...productChoice,
    id: 'P-NO-MARKETING',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'sales calls are not made',
    source,
    blocks: (facts) => facts.input.request.purpose === 'telemarketing',
  },
  {
    ...productChoice,
    id: 'P-INCIDENT',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'no roadside incident is open',
    source,
    blocks: (facts) => facts.input.request.purpose === 'roadside_callback' && facts.input.request.incident_open !== true,
  },
]
