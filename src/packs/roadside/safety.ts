// What is settled before anything else, by rule and not by model: injuries, traffic, danger.
import { plainApostrophes } from '../../domain/dialogue.ts'

export const safetyQuestion = 'Are you somewhere safe?'

const harmed =
  /\b(?:(?:i'm|i am|is|are|was|got|been|badly|someone|somebody|he's|she's|they're) (?:\w+ )?(?:hurt|injured|bleeding|unconscious|trapped|pinned)|bleeding|unconscious|not breathing|chest pain|broken (?:arm|leg|bone|rib)|hit (?:his|her|my|their) head|ambulance|can't (?:breathe|move))\b/iu
const unharmed =
  /\b(?:no ?(?:one|body)(?: is|'s| was)?|not|nobody|isn't|aren't|wasn't|weren't|without(?: being)?|no one got) (?:\w+ )?(?:hurt|injured|injuries|bleeding|trapped)\b|\bno injuries\b|\bain't nobody hurt\b/iu
const danger =
  /\b(?:not (?:really |very |exactly )?safe|unsafe|isn't safe|don't feel safe|danger(?:ous)?|(?:in|on|blocking|middle of) (?:the |a )?(?:\w+ )?(?:travel |turn |left |right |middle |fast |passing )?(?:lane|road|highway|freeway|traffic|intersection|bridge|tracks)|no shoulder|blind (?:curve|corner)|(?:cars?|trucks?) (?:are )?(?:flying|speeding|rushing) (?:by|past)|smoke|smoking|on fire|flames|fuel (?:is )?leak(?:ing)?|alone (?:and|at night|here)|scared|(?:following|threatening|approaching|knocking)|rail(?:road|way) (?:track|crossing)s?|freezing|(?:baby|infant|child|kid)s? (?:is |are )?(?:locked|inside|in the (?:car|back)))\b/iu
const farFromTraffic = /\b(?:parking (?:lot|garage|space)|driveway|rest area|garage|at home|off the (?:road|highway)|shoulder)\b/iu

export function injured(text: string): boolean {
  const plain = plainApostrophes(text)
  return harmed.test(plain.replace(unharmed, ' '))
}

/** Danger in the caller's words; a plain "no" to the safety question is for the one who knows that it was asked. */
export function endangered(text: string): boolean {
  const plain = plainApostrophes(text)
  return danger.test(plain) && !farFromTraffic.test(plain)
}
