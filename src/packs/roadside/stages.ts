// How the agent speaks to somebody stranded: by what the membership covers.
import type { StageStrategy } from '../pack.ts'
import type { RoadsideFacts } from './facts.ts'

export function strategy(facts: RoadsideFacts): StageStrategy {
  const covered = facts.covered_services.length > 0
  return {
    stage: covered ? 'covered' : 'uncovered',
    tone: 'calm, brief and reassuring',
    approach: covered
      ? 'Safety first, then vehicle, issue and place. Help is arranged under the membership; name no price and no time of arrival.'
      : 'Safety first, then vehicle, issue and place. Nothing is covered by the membership: say that a colleague will explain the cost, and name no price.',
    opening: 'Are you somewhere safe?',
  }
}
