// What a person agreed to and took back: an AI voice, texts, a call outside the usual hours.
import type { Consents } from '../domain/customer.ts'
import type { Facts } from './facts.ts'
import { otherLaw, productChoice, type Rule } from './rule.ts'

/** The consumer asked for this very time. Consent given to the creditor, or to an earlier collector, lifts nothing: 12 CFR 1006.6(b)(4)(i), comments -1, -2. */
export function askedForThisTime(consents: Consents, at: number): boolean {
  return (consents.off_hours ?? []).some((time) => time.given_to === 'collector' && Date.parse(time.from) <= at && at <= Date.parse(time.to))
}

export const consentRules: readonly Rule[] = [
  {
    ...otherLaw,
    mark: 'S',
    id: 'TCPA-CONSENT',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'there is no consent to an AI voice for this purpose',
    source: '47 USC 227(b)(1); 47 CFR 64.1200(a)(1), (3); FCC 24-17',
    blocks: (facts) => {
      const { channel, emergency, party } = facts.input.request
      if (channel !== 'voice_ai' || isRevoked(facts) || (!facts.aboutDebt && emergency === true)) return false
      // The consent on file is the consumer's: a third party has given none.
      if (party != null) return true
      const consent = facts.input.customer.consents.ai_voice
      const needed = facts.aboutDebt ? 'collection' : 'roadside'
      return consent?.status !== 'granted' || (consent.scope !== 'all' && consent.scope !== needed)
    },
  },
  {
    ...otherLaw,
    mark: 'S',
    id: 'TCPA-REVOKED',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'the consent to an AI voice was withdrawn',
    source: '47 CFR 64.1200(a)(10)',
    blocks: (facts) => facts.input.request.channel === 'voice_ai' && isRevoked(facts),
  },
  {
    ...productChoice,
    id: 'P-SMS-CONSENT',
    kind: 'refuse',
    binds: 'every_contact',
    sentence: 'there is no consent to texts',
    source: 'compliance/rules.md section 5',
    blocks: (facts) => facts.medium === 'sms' && facts.input.customer.consents.sms?.status !== 'granted',
  },
]

/** Withdrawn for every AI call of the deployment, whatever its scope was; only help that is awaited may still call. */
function isRevoked(facts: Facts): boolean {
  return facts.input.customer.consents.ai_voice?.status === 'revoked' && !facts.helpAwaited
}
