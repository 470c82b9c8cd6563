import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ClearanceInput } from '../../src/compliance/clearance-input.ts'
import { areaOf, homeZone, mayBeInNewYorkCity, possibleStates, possibleZones } from '../../src/compliance/whereabouts.ts'
import { question } from './question.ts'

const person = (customer: Record<string, unknown>): ClearanceInput['customer'] => question({ customer: { address_state: undefined, ...customer } }).customer
const zones = (customer: Record<string, unknown>) => [...possibleZones(person(customer))].sort()

describe('where a person may be', () => {
  test('is the zone that the person stated, and no other', () => {
    expect(zones({ phone: '+12135550103', address_state: 'GA', time_zone: 'Europe/London', time_zone_source: 'consumer_stated' })).toEqual(['Europe/London'])
  })

  test('is every zone of the number, of the other numbers, of the address and of the file', () => {
    expect(
      zones({ phone: '+12135550103', other_phones: ['+18085550112'], address_state: 'GA', time_zone: 'America/Denver', time_zone_source: 'creditor_file' }),
    ).toEqual(['America/Denver', 'America/Los_Angeles', 'America/New_York', 'Pacific/Honolulu'])
  })

  test('is every zone of an area code that lies in several', () => {
    expect(zones({ phone: '+14235550116' })).toEqual(['America/Chicago', 'America/New_York'])
    expect(zones({ phone: '+13645550116' })).toEqual(zones({ phone: '+12705550116' }))
  })

  test.each([
    ['a toll-free number alone', { phone: '+18005550122' }],
    ['a number of another country alone', { phone: '+442071234567' }],
    ['an address in a state that nobody knows', { phone: '+14045550107', address_state: 'Georgia' }],
    ['a ZIP without its state', { phone: '+14045550107', zip: '30301' }],
  ])('is anywhere in the United States with %s', (_, customer) => {
    expect(zones(customer)).toEqual(expect.arrayContaining(['America/New_York', 'America/Chicago', 'Pacific/Honolulu', 'Pacific/Guam', 'Pacific/Pago_Pago']))
  })

  test('is never nowhere, and never a place that more knowledge of numbers would take away', () => {
    const anyPhone = fc.constantFrom('+14045550107', '+12135550103', '+18005550122', '+16715550114', '+442071234567')
    fc.assert(
      fc.property(anyPhone, fc.array(anyPhone, { maxLength: 3 }), (phone, other_phones) => {
        const alone = possibleZones(person({ phone, address_state: 'FL' }))
        const together = possibleZones(person({ phone, other_phones, address_state: 'FL' }))
        expect(together.length).toBeGreaterThan(0)
        expect(together).toEqual(expect.arrayContaining([...alone]))
      }),
    )
  })

  test('is bound by the law of the address and of the number', () => {
    expect([...possibleStates(person({ phone: '+16175550108', address_state: 'ga' }))].sort()).toEqual(['GA', 'MA'])
    expect([...possibleStates(person({ phone: '+14165550108' }))]).toEqual([])
  })

  test.each([
    ['by a ZIP of the city', { phone: '+15185550102', address_state: 'NY', zip: '10001' }, true],
    ['by a ZIP of Queens on the county line', { phone: '+15185550102', address_state: 'NY', zip: '11004' }, true],
    ['not by a ZIP beside it', { phone: '+12125550101', address_state: 'NY', zip: '11001' }, false],
    ['by its area code when no address is known', { phone: '+19175550101' }, true],
    ['not by its area code when the address is in another state', { phone: '+19175550101', address_state: 'NJ' }, false],
    ['not by the area code of Albany', { phone: '+15185550102', address_state: 'NY' }, false],
  ])('may be New York City: %s', (_, customer, expected) => expect(mayBeInNewYorkCity(person(customer))).toBe(expected))
})

describe('an area code', () => {
  test('is read only from a number of the plan', () => {
    expect(areaOf('+14045550107')).toMatchObject({ country: 'US', state: 'GA' })
    for (const phone of ['+1404555010', '+140455501070', '+14041550107', '+44404555010', '+18005550122', '+1__proto__']) expect(areaOf(phone)).toBeUndefined()
  })
})

describe('the zone in which dates are spoken', () => {
  const address = (state: string, country = 'US') => ({ address: { state, country } })
  test.each([
    ['the address before the number', { phone: '+12135550103', ...address('GA') }, 'America/New_York'],
    ['the number where the state has several zones', { phone: '+16155550103', ...address('TN') }, 'America/Chicago'],
    ['the larger part of the state otherwise', { phone: '+12135550103', ...address('FL') }, 'America/New_York'],
    ['the number without an address', { phone: '+12135550103', address: null }, 'America/Los_Angeles'],
    ['the number when the address is abroad', { phone: '+12135550103', ...address('GA', 'GE') }, 'America/Los_Angeles'],
    ['the East when nothing is known', { phone: '+442071234567', address: null }, 'America/New_York'],
  ])('is that of %s', (_, customer, zone) => expect(homeZone(customer)).toBe(zone))
})
