import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../src/domain/time.ts'
import { spokenDates, spokenTime } from '../../src/intelligence/reading/spoken-dates.ts'

// A Wednesday.
const today = '2026-11-25'
const daysIn = (text: string, anchor: string | null = null) => spokenDates(text, today, anchor).map((found) => found.date)

describe('a day', () => {
  test.each([
    ['tomorrow', '2026-11-26'],
    ['the day after tomorrow', '2026-11-27'],
    ['this Friday', '2026-11-27'],
    ['on Wednesday', '2026-12-02'],
    ['next Tuesday', '2026-12-01'],
    ['a week from Friday', '2026-12-04'],
    ['in ten days', '2026-12-05'],
    ['in two weeks', '2026-12-09'],
    ['on the fifteenth', '2026-12-15'],
    ['by the 30th', '2026-11-30'],
    ['on the twenty-first', '2026-12-21'],
    ['December 5th', '2026-12-05'],
    ['december fifth', '2026-12-05'],
    ['the third of January', '2027-01-03'],
    ['January 8', '2027-01-08'],
    ['March 1st, 2027', '2027-03-01'],
    ['the end of the month', '2026-11-30'],
    ['the last day of next month', '2026-12-31'],
    ['the first of next month', '2026-12-01'],
    ['the second Monday of the month', '2026-12-14'],
    ['the last Friday of December', '2026-12-25'],
    ['the day before Christmas', '2026-12-24'],
    ['the Monday after Thanksgiving', '2026-11-30'],
    ['2026-12-03', '2026-12-03'],
    ['12/5', '2026-12-05'],
  ])('is read from "%s"', (text, date) => {
    expect(daysIn(text)).toEqual([date])
  })

  test.each([
    'I will march down there',
    'wait a second',
    'that may be',
    'the first thing is that',
    'last Monday',
    'for the second time',
    'my third job',
    'the weekdays are bad',
  ])('is not seen in "%s"', (text) => {
    expect(daysIn(text)).toEqual([])
  })

  test('counted from another is counted from the one last spoken of', () => {
    expect(daysIn('the Friday before', '2026-12-25')).toEqual(['2026-12-18'])
    expect(daysIn('the fifteenth and again two weeks later')).toEqual(['2026-12-15', '2026-12-29'])
  })

  test('that was named alone is never in the past', () => {
    const months = ['January', 'February', 'April', 'June', 'August', 'December']
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.constantFrom(...months), fc.integer({ min: 1, max: 28 }), (ahead, month, day) => {
        const now = addDays('2024-01-01', ahead)
        for (const text of [`${month} ${day}`, `on the ${day}th`]) for (const found of spokenDates(text, now)) expect(found.date >= now).toBe(true)
      }),
    )
  })
})

describe('an hour', () => {
  test.each([
    ['at 2 pm', '14:00'],
    ['at four', '16:00'],
    ['around 9', '09:00'],
    ['half past four', '16:30'],
    ['5:30 p.m.', '17:30'],
    ['ten in the morning', '10:00'],
    ['noon', '12:00'],
    ['at eleven thirty', '11:30'],
  ])('is read from "%s"', (text, time) => {
    expect(spokenTime(text)).toBe(time)
  })

  test('is not seen in an amount', () => {
    expect(spokenTime('I can do two hundred dollars')).toBeNull()
  })
})
