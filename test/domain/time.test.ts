import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  calendarDateSchema,
  day,
  daysBetween,
  instantAt,
  instantOf,
  instantSchema,
  isZone,
  later,
  localDate,
  localMinutes,
  zoneSchema,
} from '../../src/domain/time.ts'

const anyTime = fc.integer({ min: Date.parse('2000-01-01T00:00:00Z'), max: Date.parse('2060-01-01T00:00:00Z') })
const anyZone = fc.constantFrom('America/New_York', 'America/Phoenix', 'America/St_Johns', 'Pacific/Guam', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC')
const anyDate = anyTime.map((time) => instantOf(time).slice(0, 10))

describe('an instant', () => {
  test.each([
    ['2026-06-10T15:00:00Z', '2026-06-10T15:00:00.000Z'],
    ['2026-06-10T11:00:00-04:00', '2026-06-10T15:00:00.000Z'],
    ['2026-06-10T15:00:00.123456Z', '2026-06-10T15:00:00.123Z'],
    ['2024-02-29T00:00:00+14:00', '2024-02-28T10:00:00.000Z'],
  ])('written %s is kept as %s', (text, instant) => expect(instantSchema.parse(text)).toBe(instant))

  test.each(['2026-06-10', '2026-06-10T15:00:00', '2026-02-29T00:00:00Z', '2026-06-10T24:00:00Z', 'soon', '', 1_780_000_000])('is not %s', (text) => {
    expect(instantSchema.safeParse(text).error?.issues).toHaveLength(1)
  })

  test('always sorts as text as it does in time', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (a, b) => {
        expect(instantOf(a) < instantOf(b)).toBe(a < b)
      }),
    )
  })

  test('moves by milliseconds, across months and clocks', () => {
    expect(later('2026-02-28T23:59:59.999Z', 1)).toBe('2026-03-01T00:00:00.000Z')
    expect(later('2026-03-08T12:00:00.000Z', -day)).toBe('2026-03-07T12:00:00.000Z')
  })
})

describe('a zone', () => {
  test.each(['America/New_York', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'Etc/GMT+5', 'UTC'])('is %s', (zone) =>
    expect(isZone(zone)).toBe(true),
  )
  test.each(['America/Atlanta', '+05:00', '-04', 'New York', '', 'Z', '../etc', 'America/New_York[u-ca=hebrew]'])('is not %s', (zone) =>
    expect(isZone(zone)).toBe(false),
  )
  test('that is none is refused, not thrown over', () => expect(zoneSchema.safeParse('x'.repeat(65)).success).toBe(false))
})

describe('a wall clock', () => {
  test('always shows the date and time for which an instant was made, unless the clock skips that time', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 4 * 60, max: 23 * 60 + 59 }), anyZone, (date, minutes, zone) => {
        const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
        const instant = instantAt(date, time, zone)
        expect([localDate(instant, zone), localMinutes(instant, zone)]).toEqual([date, minutes])
      }),
    )
  })

  test('that skips a time goes on by as much, and of a time shown twice the first is meant', () => {
    expect(instantAt('2026-03-08', '02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z')
    expect(localMinutes('2026-03-08T07:30:00.000Z', 'America/New_York')).toBe(3 * 60 + 30)
    expect(instantAt('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
  })

  test('cuts seconds off', () => expect(localMinutes('2026-06-10T15:30:59.999Z', 'America/St_Johns')).toBe(13 * 60))
})

describe('a calendar date', () => {
  test.each(['2026-02-29', '2026-13-01', '2026-6-1', '06/10/2026'])('is not %s', (text) => expect(calendarDateSchema.safeParse(text).success).toBe(false))

  test('moved by some days is always that many days away', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -4000, max: 4000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days)
      }),
    )
  })

  test('is not moved by a day of 23 hours', () => expect(daysBetween('2026-03-07', '2026-03-09')).toBe(2))
})
