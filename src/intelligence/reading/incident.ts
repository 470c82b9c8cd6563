// What is known of somebody stranded on the road: where, in which vehicle, and whether they are safe.
import type { Evidence, ExtractedData, SpokenTurn } from '../../domain/outcome.ts'
import { clausesOf, flatten } from './words.ts'

export type IncidentReading = Pick<ExtractedData, 'location' | 'vehicle' | 'safety' | 'destination'> & { evidence: Evidence[] }

type Vehicle = { make: string; model: string }

const asksWhere =
  /\b(?:where|location|address|which (?:street|bridge|exit|lot|road|side|highway)|what (?:street|exit|road|highway)|cross street|whereabouts|how far)\b/
const asksWhereTo = /\b(?:where (?:would|do|should|can|to)\b.*\b(?:tow|take|go|bring)|towed? (?:to|it)|which shop|a shop|destination|take it)\b/
const unknownPlace =
  /\b(?:(?:don't|do not|dunno|no idea|not (?:sure|certain)|can't tell|couldn't tell)(?: you)?(?: exactly)? ?(?:where|what (?:street|road|exit))?|middle of nowhere|i(?:'m| am) lost|no (?:signs?|street name)|can't see (?:a|any) sign|somewhere (?:on|near|between|along|off|outside))\b/
const placeWords =
  /\b(?:street|st|road|rd|avenue|ave|boulevard|blvd|drive|lane|way|highway|hwy|interstate|i-?\d+|route|us \d+|exit|mile(?: marker)?|bridge|tunnel|ramp|lot|garage|parking|plaza|mall|pier|shoulder|rest (?:area|stop)|intersection|corner|station|pump|hall|campus|center|store|market|school|church|hospital|airport|park)\b/
const preposition =
  /\b(?:(?:i'm|im|we're|it's|its|she's|he's|they're|i am|we are|it is|sitting|stopped|stuck|parked|stranded|pulled over|pulled off|broke down|died|located|right|just|over|out) )*(?:at|on|in|by|near|off|outside|along|between|behind|across from|in front of|next to|around|coming into|corner of|shoulder of|under)(?: of)? (?:the |a |my |our )?\S+.*$/
/** "In the morning", "on my way": places in grammar only. */
const noPlace =
  /^(?:\w+ )*(?:on (?:my|the|its|his) (?:own|way|phone|side|front seat|seat|line|window|dash\w*|report|file)|in (?:the (?:morning|afternoon|trunk|car|seat|ignition|truck|back|engine|tire)|a (?:hurry|minute|meeting|sec\w*)|an hour|\w+ (?:minutes|hours))|at (?:all|least|the moment|work|\d+ ?(?:am|pm)|once)|by (?:myself|mistake|the way)|off (?:it|the service)|on it|around (?:you|me|noon)|in it)\b/
const unsafe =
  /\b(?:not (?:really )?safe|isn't safe|unsafe|no shoulder|live lane|(?:travel|turn|middle|left|right|center|fast) lane|middle of (?:the|a) (?:road|street|highway|intersection|bridge)|blocking|in traffic|cars (?:are )?(?:flying|whipping|swerving|speeding)|almost (?:got )?hit|smoke|smoking|on fire|flames|fuel leak|gas leak|following me|threaten\w*|someone (?:is|'s) (?:outside|banging|approaching)|blind (?:curve|corner|spot)|train tracks|can't get out|rising water|scared|not really)\b/
const safe =
  /\b(?:(?:i'm|we're|i am|we are|everyone's|everybody's) (?:all )?(?:safe|fine|ok|okay)|safe (?:spot|place)|off the (?:road|highway)|parking lot|driveway|garage|at home|in the lot|gas station|got out fine|nobody(?:'s| is)? hurt|pulled over)\b/
const injured =
  /\b(?:bleed\w*|injur\w*|unconscious|can't (?:breathe|move|feel)|broken (?:arm|leg|bone|wrist|nose|rib)|(?:is|are|got|am|'s|'m|was) hurt\b|hurts?\b|hit (?:my|her|his|their) head|concussion|chest pain|(?:my|her|his) (?:neck|back|head|arm|leg|chest) (?:hurts|is|'s)|ambulance|trapped|pinned|dizzy|whiplash)\b/
const unhurt =
  /\b(?:no(?:body|t|-one| one)?(?:'s| is| was| got)?(?: \w+){0,2} (?:hurt|injured|injuries)|no injuries|we're (?:all )?(?:fine|ok|okay)|i'm (?:fine|ok|okay)|everyone(?:'s| is) (?:fine|ok|okay)|got out fine|not hurt|unhurt)\b/
const makes =
  'acura|audi|bmw|buick|cadillac|chevy|chevrolet|chrysler|dodge|fiat|ford|gmc|honda|hyundai|infiniti|jaguar|jeep|kia|land rover|lexus|lincoln|mazda|mercedes(?:[- ]benz)?|mini|mitsubishi|nissan|polestar|porsche|ram|rivian|saturn|scion|subaru|suzuki|tesla|toyota|volkswagen|vw|volvo'
const vehiclePattern = new RegExp(
  `\\b(${makes}) ((?:model [3sxy]|grand \\w+|santa fe|town car|land cruiser|transit connect|[a-z]+-?\\d*[a-z]*|\\d+[a-z]*))\\b`,
  'g',
)
const notAModel = new Set([
  'dealer',
  'dealership',
  'service',
  'shop',
  'garage',
  'is',
  'and',
  'that',
  'in',
  'at',
  'on',
  'the',
  'it',
  'with',
  'has',
  'won',
  'which',
  'on',
])

/** @param on_file the vehicle that the account knows, or null */
export function readIncident(turns: readonly SpokenTurn[], on_file: Vehicle | null): IncidentReading {
  const place = readPlace(turns)
  const vehicle = readVehicle(turns, on_file)
  const safety = readSafety(turns)
  return { location: place.location, destination: place.destination, vehicle, safety, evidence: place.evidence }
}

function readPlace(turns: readonly SpokenTurn[]): Pick<IncidentReading, 'location' | 'destination' | 'evidence'> {
  const parts: string[] = []
  const evidence: Evidence[] = []
  let destination: string | null = null
  let unsure = false
  let asked: 'where' | 'where_to' | null = null
  for (const turn of turns) {
    const flat = flatten(turn.text)
    if (turn.speaker === 'agent') {
      asked = asksWhereTo.test(flat) ? 'where_to' : asksWhere.test(flat) ? 'where' : null
      continue
    }
    unsure ||= unknownPlace.test(flat)
    destination ??= destinationIn(turn, asked === 'where_to')
    const found = placesIn(turn, asked === 'where')
    parts.push(...found)
    evidence.push(...found.map((quote) => ({ seq: turn.seq, quote })))
    asked = null
  }
  const address = [...new Set(parts)].filter((part) => part !== destination).join(', ')
  const ambiguous = unsure && !/\d|\b(?:street|road|avenue|highway)\b/.test(address.toLowerCase())
  if (address === '' && !ambiguous) return { location: null, destination, evidence }
  const landmark = parts.find((part) => /^(?:near|by|behind|next to|across from|in front of)\b/i.test(part)) ?? null
  return { location: { address: address === '' ? null : address, landmark, ambiguous }, destination, evidence }
}

/** The parts of a turn that name a place: the whole answer when a place was asked for, else what stands behind a preposition. */
function placesIn(turn: SpokenTurn, asked: boolean): string[] {
  return clausesOf(turn.text).flatMap((clause) => {
    if (clause.question || unknownPlace.test(clause.text)) return []
    const said = turn.text.slice(clause.index, clause.end)
    const match = preposition.exec(clause.text)
    const named = match && !noPlace.test(match[0]) ? said.slice(match.index) : null
    if (named && (asked || placeWords.test(clause.text) || /\b\p{Lu}\p{Ll}/u.test(named.slice(1)) || /\b(?:at|in) the\b/.test(clause.text)))
      return [trimmed(named)]
    const address = /\b\d{1,5} (?:[nsew]{1,2} )?\p{L}+.*/u.exec(clause.text)
    if (asked && address) return [trimmed(said.slice(address.index))]
    return asked && !/^(?:yes|yeah|yep|no|nope|okay|ok|sure|thanks|thank you|please)\b/.test(clause.text) && clause.text.split(' ').length <= 12
      ? [trimmed(said)]
      : []
  })
}

const leadIn =
  /^(?:(?:yeah|yes|um|uh|well|so|okay|i'm|im|we're|it's|its|she's|he's|i am|we are|it is|sitting|stopped|stuck|parked|stranded|pulled over|pulled off|broke down|died|located|right|just|over|out|the car is|at|on|in)[ ,]+)+(?:the |a )?/i

function trimmed(place: string): string {
  return place
    .replace(leadIn, '')
    .replace(/[\s,;]+$/, '')
    .trim()
}

function destinationIn(turn: SpokenTurn, asked: boolean): string | null {
  const flat = flatten(turn.text)
  const match =
    /\b(?:tow(?:ed)?|take|taken|bring|brought|go|going)(?: it| me| the car| us)?(?: over)? (?:to|from [^.?!]+? to) ([^.?!]+)|\bhome is ([^.?!]+)/.exec(flat)
  const words = match?.[1] ?? match?.[2]
  if (match && words) return turn.text.slice(match.index + match[0].length - words.length, match.index + match[0].length).trim()
  if (!asked || /^(?:no|yes|i don't|not|wherever|anywhere|yep|yeah)\b/.test(flat)) return null
  return turn.text.replace(/[.!?\s]+$/, '').trim()
}

function readVehicle(turns: readonly SpokenTurn[], on_file: Vehicle | null): IncidentReading['vehicle'] {
  const spoken = turns.filter((turn) => turn.speaker === 'customer').flatMap((turn) => vehiclesIn(turn.text))
  const last = spoken.at(-1)
  if (!last) return on_file && { make: on_file.make, model: on_file.model, differs_from_file: false }
  const same = on_file !== null && flatten(on_file.make) === flatten(last.make) && flatten(on_file.model) === flatten(last.model)
  return { ...last, differs_from_file: on_file !== null && !same }
}

function vehiclesIn(text: string): Vehicle[] {
  return [...flatten(text).matchAll(vehiclePattern)]
    .filter((match) => !notAModel.has(match[2] ?? ''))
    .map((match) => ({ make: capitalised(match[1] ?? ''), model: text.slice(match.index + (match[1] ?? '').length + 1, match.index + match[0].length) }))
}

function capitalised(word: string): string {
  return word.length <= 3 && word !== 'kia' && word !== 'ram' ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)
}

function readSafety(turns: readonly SpokenTurn[]): { safe: boolean | null; injuries: boolean | null } {
  let safety: boolean | null = null
  let injuries: boolean | null = null
  let askedSafe = false
  let askedHurt = false
  for (const turn of turns) {
    const flat = flatten(turn.text)
    if (turn.speaker === 'agent') {
      askedSafe = /\b(?:safe|out of (?:the )?(?:road|traffic)|off the (?:road|highway))\b/.test(flat)
      askedHurt = /\b(?:hurt|injur\w*)\b/.test(flat)
      continue
    }
    const yes = /^(?:yes|yeah|yep|yup|sure|we are|i am)\b/.test(flat)
    const no = /^(?:no|nope|nah|not)\b/.test(flat)
    if (unhurt.test(flat) || (askedHurt && no)) injuries = false
    else if (injured.test(flat) || (askedHurt && yes)) injuries = true
    if (unsafe.test(flat.replace(/\bnot really\b/, askedSafe ? 'not really' : '')) || (askedSafe && no)) safety = false
    else if (safety === null && (safe.test(flat) || (askedSafe && yes))) safety = true
    askedSafe = false
    askedHurt = false
  }
  return { safe: safety, injuries }
}
