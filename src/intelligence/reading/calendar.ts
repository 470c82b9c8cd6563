// The calendar as people refer to it: ordinals, weekdays, months and holidays, as plain date arithmetic.
import { addDays, type CalendarDate } from '../../domain/time.ts'

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
export const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']

const firstNine = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth']
const tenToTwenty = [
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
  'seventeenth',
  'eighteenth',
  'nineteenth',
  'twentieth',
]
const ordinals = new Map<string, number>([
  ...[...firstNine, ...tenToTwenty].map((word, at): [string, number] => [word, at + 1]),
  ...firstNine.map((word, at): [string, number] => [`twenty ${word}`, at + 21]),
  ['thirtieth', 30],
  ['thirty first', 31],
])

/** "fifteenth", "twenty-first", "21st". */
export const ordinalPattern = `(?:\\d{1,2}(?:st|nd|rd|th)|(?:twenty|thirty)[- ](?:${firstNine.join('|')})|${tenToTwenty.join('|')}|thirtieth|${firstNine.join('|')})`

/** 1 … 31, or null. */
export function ordinalOf(word: string): number | null {
  const digits = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)
  const day = digits ? Number(digits[1]) : ordinals.get(word.replace('-', ' '))
  return day !== undefined && day >= 1 && day <= 31 ? day : null
}

export function partsOf(date: CalendarDate): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return { year, month, day }
}

/** The date, or null for the thirtieth of February. Months beyond 12 run into the next year. */
export function dateOf(year: number, month: number, day: number): CalendarDate | null {
  const turned = new Date(Date.UTC(year, month - 1, 1))
  if (day < 1 || day > lastDay(turned.getUTCFullYear(), turned.getUTCMonth() + 1)) return null
  return `${turned.getUTCFullYear()}-${String(turned.getUTCMonth() + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** 0 is Monday. */
export function weekdayOf(date: CalendarDate): number {
  return (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7
}

/** The first such weekday after the date. */
export function weekdayAfter(date: CalendarDate, weekday: number): CalendarDate {
  return addDays(date, ((weekday - weekdayOf(date) + 6) % 7) + 1)
}

export function weekdayBefore(date: CalendarDate, weekday: number): CalendarDate {
  return addDays(date, -(((weekdayOf(date) - weekday + 6) % 7) + 1))
}

/** The n-th such weekday of a month; -1 is the last. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): CalendarDate | null {
  if (nth < 0) {
    const end = dateOf(year, month, lastDay(year, month))
    return end && weekdayBefore(addDays(end, 1), weekday)
  }
  const start = dateOf(year, month, 1)
  return start && addDays(weekdayAfter(addDays(start, -1), weekday), (nth - 1) * 7)
}

/** The next day of the month with this number, after today. */
export function nextDayOfMonth(today: CalendarDate, day: number): CalendarDate | null {
  const { year, month } = partsOf(today)
  for (let ahead = 0; ahead < 12; ahead++) {
    const date = dateOf(year, month + ahead, day)
    if (date && date > today) return date
  }
  return null
}

/** The next such date, today included. */
export function nextMonthDay(today: CalendarDate, month: number, day: number): CalendarDate | null {
  const { year } = partsOf(today)
  const candidates = [dateOf(year, month, day), dateOf(year + 1, month, day)]
  return candidates.find((date) => date !== null && date >= today) ?? null
}

/** Federal and shopping holidays of the United States, by the rule that sets each. */
const holidays: { name: RegExp; on: (year: number) => CalendarDate | null }[] = [
  { name: /new year'?s eve/, on: (year) => dateOf(year, 12, 31) },
  { name: /new year'?s(?: day)?/, on: (year) => dateOf(year, 1, 1) },
  { name: /(?:mlk|martin luther king)(?: jr)?(?: day)?/, on: (year) => nthWeekday(year, 1, 0, 3) },
  { name: /valentine'?s(?: day)?/, on: (year) => dateOf(year, 2, 14) },
  { name: /presidents'? day/, on: (year) => nthWeekday(year, 2, 0, 3) },
  { name: /memorial day/, on: (year) => nthWeekday(year, 5, 0, -1) },
  { name: /juneteenth/, on: (year) => dateOf(year, 6, 19) },
  { name: /independence day|(?:the )?fourth of july/, on: (year) => dateOf(year, 7, 4) },
  { name: /labou?r day/, on: (year) => nthWeekday(year, 9, 0, 1) },
  { name: /columbus day/, on: (year) => nthWeekday(year, 10, 0, 2) },
  { name: /halloween/, on: (year) => dateOf(year, 10, 31) },
  { name: /veterans'? day/, on: (year) => dateOf(year, 11, 11) },
  { name: /thanksgiving(?: day)?/, on: (year) => nthWeekday(year, 11, 3, 4) },
  { name: /christmas eve/, on: (year) => dateOf(year, 12, 24) },
  { name: /christmas(?: day)?/, on: (year) => dateOf(year, 12, 25) },
]

export const holidayPattern = `(?:${holidays.map((holiday) => holiday.name.source).join('|')})`

/** The next such holiday, today included. */
export function nextHoliday(today: CalendarDate, name: string): CalendarDate | null {
  const holiday = holidays.find((candidate) => new RegExp(`^(?:${candidate.name.source})$`).test(name))
  const { year } = partsOf(today)
  return [holiday?.on(year), holiday?.on(year + 1)].find((date) => date && date >= today) ?? null
}
