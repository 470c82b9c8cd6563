// Where a person may be: every zone and every state that the number and the address make possible, never one good guess.
import type { Customer } from '../domain/customer.ts'
import type { Subject } from './clearance-input.ts'
import nanp from './data/nanp-zones.json' with { type: 'json' }
import stateTable from './data/state-zones.json' with { type: 'json' }

type AreaCode = { country: string; state?: string; zones: string[] }

// Maps, so that a code or a state called like a property of every object finds nothing.
const areaCodes = new Map<string, AreaCode>(Object.entries(nanp.codes))
const stateZones = new Map<string, string[]>(Object.entries(stateTable.states))
const everyZone = [...new Set([...stateZones.values()].flat())].sort()

/** What the area code of a number says; a number of another plan, a toll-free or a new code says nothing. */
export function areaOf(phone: string): AreaCode | undefined {
  return /^\+1[2-9]\d\d[2-9]\d{6}$/.test(phone) ? areaCodes.get(phone.slice(2, 5)) : undefined
}

/**
 * Every time zone in which the person may be now; the rules must hold in all of them. Never empty.
 *
 * A zone that the consumer stated stands alone. Otherwise it is the union of the area codes of every number on file, the
 * address, and a zone from the creditor's file: a number may be ported, so an area code is evidence and never proof.
 * Nothing known, or an address that names no state of ours: every zone of the United States.
 * A ZIP narrows nothing yet: all zones of its state are taken, which is the stricter side.
 * Source: compliance/rules.md section 2; 12 CFR 1006.6(b)(1)(i), comment 6(b)(1)(i)-2.
 */
export function possibleZones(subject: Subject): readonly string[] {
  if (subject.time_zone && subject.time_zone_source === 'consumer_stated') return [subject.time_zone]
  const zones = new Set<string>()
  for (const phone of [subject.phone, ...subject.other_phones]) for (const zone of areaOf(phone)?.zones ?? []) zones.add(zone)
  for (const zone of addressZones(subject)) zones.add(zone)
  if (subject.time_zone) zones.add(subject.time_zone)
  return zones.size > 0 ? [...zones] : everyZone
}

function addressZones(subject: Subject): readonly string[] {
  if (subject.address_state) return stateZones.get(subject.address_state.toUpperCase()) ?? everyZone
  return subject.zip ? everyZone : []
}

/** Where most people of a state with several zones live. */
const mainZones = new Map([
  ['AK', 'America/Anchorage'],
  ['AZ', 'America/Phoenix'],
  ['FL', 'America/New_York'],
  ['IN', 'America/Indiana/Indianapolis'],
  ['KY', 'America/New_York'],
  ['MI', 'America/Detroit'],
  ['NV', 'America/Los_Angeles'],
  ['OR', 'America/Los_Angeles'],
])

/**
 * The one zone in which dates are spoken with a person whose zone is not on file: a good guess, and never a ground to call.
 * The address goes before the number; where a state has several zones, the number decides if it lies in one of them.
 */
export function homeZone(customer: Pick<Customer, 'address' | 'phone'>): string {
  const state = customer.address?.country === 'US' ? (customer.address.state?.trim().toUpperCase() ?? '') : ''
  const ofNumber = areaOf(customer.phone)?.zones ?? []
  const ofState = stateZones.get(state) ?? []
  const both = ofNumber.length === 1 ? ofState.find((zone) => zone === ofNumber[0]) : undefined
  return both ?? mainZones.get(state) ?? ofState[0] ?? ofNumber[0] ?? 'America/New_York'
}

/** The states whose law may bind this call: that of the address, and that of the dialled number. */
export function possibleStates(subject: Subject): ReadonlySet<string> {
  const states = new Set<string>()
  if (subject.address_state) states.add(subject.address_state.toUpperCase())
  const state = areaOf(subject.phone)?.state
  if (state) states.add(state)
  return states
}

const cityAreaCodes = new Set(['212', '332', '646', '917', '718', '347', '929'])

/** New York City: by ZIP; without one by area code, unless the address is in another state. */
export function mayBeInNewYorkCity(subject: Subject): boolean {
  if (subject.zip) return /^(10[0-4]|11[1-4]|116)|^1100[45]$/.test(subject.zip)
  const elsewhere = subject.address_state !== undefined && subject.address_state.toUpperCase() !== 'NY'
  return !elsewhere && areaOf(subject.phone) !== undefined && cityAreaCodes.has(subject.phone.slice(2, 5))
}
