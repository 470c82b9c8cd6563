// Days and hours as people say them, read from the customer's own today. What chrono knows it does; the rest stands here.
import { strict } from 'chrono-node/en'
import { addDays, type CalendarDate } from '../../domain/time.ts'
import {
  dateOf,
  holidayPattern,
  lastDay,
  months,
  nextDayOfMonth,
  nextHoliday,
  nextMonthDay,
  nthWeekday,
  ordinalOf,
  ordinalPattern,
  partsOf,
  weekdayAfter,
  weekdayBefore,
  weekdayOf,
  weekdays,
} from './calendar.ts'
import { spokenNumbers } from './spoken-numbers.ts'
import { flatten, type Span, without, wordsOf } from './words.ts'

/** `relative`: counted from another day ("two weeks later"), so it adds to that day and does not replace it. */
export type SpokenDate = Span & { date: CalendarDate; relative: boolean }

/** What a day is counted from: `anchor` is the day last spoken of, which "the Friday before" and "two weeks later" refer to; `others`: the turn names a day beside. */
type From = { today: CalendarDate; anchor: CalendarDate | null; nextMonth: boolean; others: boolean }

/**
 * `read` answers null for words that look like a day and are none; they are used up all the same.
 * `anchored` readers count from another day and speak last: from a day that they replace ("the Friday before"), or add to ("two weeks later").
 */
type Reader = { anchored?: 'replaces' | 'adds'; pattern: RegExp; read: (parts: string[], from: From) => CalendarDate | null }

const weekdayPattern = `(?:${weekdays.join('|')}|tues|thurs|fri)`
const monthPattern = `(?:${months.join('|')}|jan|feb|aug|sept|oct|nov|dec)`
const countPattern = '(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|a couple(?: of)?|\\d{1,3})'
/** Nouns that make "the first", "the second" a place in a row, not a day. */
const notADay =
  '(?! (?:one|time|thing|half|payment|instal|step|place|person|shift|job|floor|two|three|few|week|check|call|part|digit|notice|bill|letter|option|name|street|avenue|month|offer))'

const weekdayNumber = (word: string) => weekdays.findIndex((name) => name.startsWith(word.slice(0, 3)))
const monthNumber = (word: string) => months.findIndex((name) => name.startsWith(word.slice(0, 3))) + 1

function countOf(words: string): number {
  if (/^an?$/.test(words)) return 1
  if (words.startsWith('a couple')) return 2
  return spokenNumbers(wordsOf(words))[0]?.readings[0] ?? 0
}

function monthFrom(from: From, words: string): { year: number; month: number } {
  const { year, month } = partsOf(from.today)
  if (words.includes('next')) return { year, month: month + 1 }
  const named = months.findIndex((name) => words.includes(name)) + 1
  return named === 0 ? { year, month } : { year: named < month ? year + 1 : year, month: named }
}

function endOfMonth(from: From, words: string): CalendarDate | null {
  const { year, month } = monthFrom(from, words)
  return dateOf(year, month, lastDay(year, month))
}

function nthWeekdayOf(from: From, nth: string, weekday: string, words: string): CalendarDate | null {
  const place = nth === 'last' ? -1 : (ordinalOf(nth) ?? 0)
  const { year, month } = monthFrom(from, words)
  const date = nthWeekday(year, month, weekdayNumber(weekday), place)
  if (date && date < from.today && !words.includes('next')) return nthWeekday(year, month + 1, weekdayNumber(weekday), place)
  return date
}

/** "Friday" is the next one after today; "next Friday" the one of the coming week; "Friday week" and the like are left to people. */
function weekdayFrom(from: From, modifier: string, weekday: string): CalendarDate | null {
  const number = weekdayNumber(weekday)
  if (/last|past|previous/.test(modifier)) return null
  // "Every Monday from the tenth": the tenth is the day, Monday only its rhythm.
  if (/every|each/.test(modifier) && from.others) return null
  if (/next/.test(modifier)) return addDays(from.today, 7 - weekdayOf(from.today) + number)
  return weekdayAfter(from.today, number)
}

function ahead(start: CalendarDate, count: string, unit: string): CalendarDate | null {
  const number = countOf(count)
  if (number === 0) return null
  if (unit.startsWith('month')) {
    const { year, month, day } = partsOf(start)
    return dateOf(year, month + number, day) ?? endOfMonth({ today: start, anchor: null, nextMonth: false, others: false }, 'next')
  }
  return addDays(start, number * (unit.startsWith('day') ? 1 : unit.startsWith('week') ? 7 : 14))
}

function shifted(day: string, side: string, base: CalendarDate | null): CalendarDate | null {
  if (!base) return null
  if (day.startsWith('day')) return addDays(base, side === 'before' ? -1 : 1)
  if (day.startsWith('week')) return addDays(base, side === 'before' ? -7 : 7)
  return side === 'before' ? weekdayBefore(base, weekdayNumber(day)) : weekdayAfter(base, weekdayNumber(day))
}

function dayOfMonth(from: From, ordinal: string, words: string): CalendarDate | null {
  const day = ordinalOf(ordinal)
  if (day === null) return null
  if (!words.includes('next month') && !from.nextMonth) return nextDayOfMonth(from.today, day)
  const { year, month } = partsOf(from.today)
  return dateOf(year, month + 1, day)
}

/** First come, first served: a stretch that one reader has used is gone for those below. */
const readers: Reader[] = [
  { pattern: /\b(\d{4})-(\d{2})-(\d{2})\b/g, read: ([year, month, day]) => dateOf(Number(year), Number(month), Number(day)) },
  {
    pattern: new RegExp(`\\b(?:the )?(day|week|${weekdayPattern}) (before|after) (${holidayPattern})\\b`, 'g'),
    read: ([day = '', side = '', holiday = ''], from) => shifted(day, side, nextHoliday(from.today, holiday)),
  },
  { pattern: new RegExp(`\\b(?:before |by |on )?(${holidayPattern})(?!\\w)`, 'g'), read: ([holiday = ''], from) => nextHoliday(from.today, holiday) },
  {
    pattern: new RegExp(`\\b(${ordinalPattern}|last) (${weekdayPattern}) (?:of|in) (the month|this month|next month|${monthPattern})\\b`, 'g'),
    read: ([nth = '', weekday = '', month = ''], from) => nthWeekdayOf(from, nth, weekday, month),
  },
  {
    pattern: new RegExp(`\\b(?:(?:the )?(?:end|last day) of ((?:the|this|next) month|month|${monthPattern})|month(?:'s)? end)\\b`, 'g'),
    read: ([month = ''], from) => endOfMonth(from, month),
  },
  {
    pattern: new RegExp(`\\b(?:the )?(${ordinalPattern}) of (${monthPattern})\\b`, 'g'),
    read: ([day = '', month = ''], from) => nextMonthDay(from.today, monthNumber(month), ordinalOf(day) ?? 0),
  },
  {
    pattern: new RegExp(`\\b(?:${weekdayPattern},? (?:the )?)?(${monthPattern}),? (?:the )?(${ordinalPattern}|\\d{1,2})(?!\\d)(?:,? (20\\d\\d))?\\b`, 'g'),
    read: ([month = '', day = '', year], from) =>
      year ? dateOf(Number(year), monthNumber(month), ordinalOf(day) ?? 0) : nextMonthDay(from.today, monthNumber(month), ordinalOf(day) ?? 0),
  },
  {
    anchored: 'replaces',
    pattern: new RegExp(`\\b(?:the )?(day|week|${weekdayPattern}) (before|after)(?: that| then)?(?= ?[,.!?]| |$)(?! tomorrow| (?:i|the|my|next|we)\\b)`, 'g'),
    read: ([day = '', side = ''], from) => shifted(day, side, from.anchor),
  },
  {
    anchored: 'replaces',
    pattern: new RegExp(`\\bafter that,? (?:on )?(?:the )?(${weekdayPattern})\\b`, 'g'),
    read: ([weekday = ''], from) => shifted(weekday, 'after', from.anchor),
  },
  {
    anchored: 'adds',
    pattern: new RegExp(`\\b(${countPattern}) (days?|weeks?|months?|fortnights?) (?:later|after that)\\b`, 'g'),
    read: ([count = '', unit = ''], from) => ahead(from.anchor ?? from.today, count, unit),
  },
  {
    pattern: new RegExp(`\\b(${countPattern}) (weeks?|days?) from ((?:next |this )?${weekdayPattern}|today|tomorrow|now)\\b`, 'g'),
    read: ([count = '', unit = '', start = ''], from) => {
      const weekday = new RegExp(`(${weekdayPattern})`).exec(start)?.[1]
      const base = weekday ? weekdayFrom(from, start, weekday) : addDays(from.today, start === 'tomorrow' ? 1 : 0)
      return base && ahead(base, count, unit)
    },
  },
  {
    pattern: new RegExp(`\\b(?:in|within) (${countPattern}) (days?|weeks?|months?|fortnights?)(?:' time)?\\b`, 'g'),
    read: ([count = '', unit = ''], from) => ahead(from.today, count, unit),
  },
  {
    pattern: new RegExp(`\\b(?:${weekdayPattern},? )?the (${ordinalPattern})${notADay}((?: of| in)? (?:next|this|the) month)?\\b`, 'g'),
    read: ([day = '', month = ''], from) => dayOfMonth(from, day, month),
  },
  {
    pattern: new RegExp(`\\b(?:on|by|and|or|${weekdayPattern},?) (${ordinalPattern})${notADay}\\b`, 'g'),
    read: ([day = ''], from) => (/^(?:first|second)$/.test(day) ? null : dayOfMonth(from, day, '')),
  },
  { pattern: new RegExp(`\\b(?:that|it|which) was (?:on )?${weekdayPattern}\\b`, 'g'), read: () => null },
  { pattern: /\bday after tomorrow\b/g, read: (_, from) => addDays(from.today, 2) },
  { pattern: /\b(?:tomorrow|tomorow|tmrw|tmr)\b/g, read: (_, from) => addDays(from.today, 1) },
  { pattern: /\b(?:today|tonight|right now|this (?:morning|afternoon|evening))\b/g, read: (_, from) => from.today },
  {
    pattern: /\b(?:by |at |before )?(?:the )?end of (the|this|next) week\b/g,
    read: ([which = ''], from) => (which === 'next' ? weekdayFrom(from, 'next', 'friday') : weekdayAfter(addDays(from.today, -1), 4)),
  },
  {
    pattern: /\b(this|next|the) weekend\b/g,
    read: ([which = ''], from) => (which === 'next' ? weekdayFrom(from, 'next', 'saturday') : weekdayAfter(addDays(from.today, -1), 5)),
  },
  {
    pattern: new RegExp(`\\b(?:(next|this coming|this|coming|following|last|past|previous|every|each) )?(${weekdayPattern})s?(?: (next week))?\\b`, 'g'),
    read: ([modifier = '', weekday = '', next = ''], from) => weekdayFrom(from, next ? 'next' : modifier, weekday),
  },
]

/**
 * Every day named in a turn, in order of place.
 *
 * @param today   the customer's local day
 * @param anchor  the day last spoken of before this turn, or null
 */
export function spokenDates(text: string, today: CalendarDate, anchor: CalendarDate | null = null): SpokenDate[] {
  const found: SpokenDate[] = []
  const anchored: { reader: Reader; parts: string[]; span: Span }[] = []
  let left = flatten(text)
  const nextMonth = left.includes('next month')
  for (const reader of readers) {
    const used: Span[] = []
    for (const match of left.matchAll(reader.pattern)) {
      const span = { index: match.index, end: match.index + match[0].length }
      used.push(span)
      if (reader.anchored) {
        anchored.push({ reader, parts: match.slice(1), span })
        continue
      }
      const date = reader.read(match.slice(1), { today, anchor, nextMonth, others: found.length > 0 })
      if (date) found.push({ ...span, date, relative: false })
    }
    left = without(left, used)
  }
  for (const { reader, parts, span } of anchored) {
    const nearest = found.filter((known) => known.end <= span.index).sort((a, b) => b.end - a.end)[0]
    const date = reader.read(parts, { today, anchor: nearest?.date ?? anchor, nextMonth, others: found.length > 0 })
    if (date) found.push({ ...span, date, relative: reader.anchored === 'adds' })
  }
  return [...found, ...chronoDates(left, today)].sort((a, b) => a.index - b.index)
}

/** Written dates, such as 12/5 and 3/15/2026: only where day and month are certain. */
function chronoDates(text: string, today: CalendarDate): SpokenDate[] {
  if (!/\d/.test(text)) return []
  const reference = { instant: new Date(`${today}T12:00:00Z`), timezone: 0 }
  return strict
    .parse(text, reference, { forwardDate: true })
    .filter((result) => result.start.isCertain('day') && result.start.isCertain('month'))
    .flatMap((result) => {
      const date = dateOf(result.start.get('year') ?? 0, result.start.get('month') ?? 0, result.start.get('day') ?? 0)
      return date ? [{ index: result.index, end: result.index + result.text.length, date, relative: false }] : []
    })
}

const hourPattern = '(\\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)'
const minutePattern = '(?::(\\d\\d)| (thirty|fifteen|forty[- ]five|oh five))?'
const clock = new RegExp(
  `\\b(?:(half past|quarter past|quarter to) ${hourPattern}|(?:(?:at|around|about|after|before|by|until|till) )?${hourPattern}${minutePattern} ?(a\\.?\\s?m\\b|p\\.?\\s?m\\b|o'clock|in the (?:morning|afternoon|evening)|at night)|(?:at|around|about|after|before|until|till) ${hourPattern}${minutePattern}(?! ?(?:\\d|hundred|dollars|days|weeks|%|percent|st|the|am|street|avenue|road))|(noon|midday|midnight))`,
)
const spokenMinutes: Record<string, number> = { thirty: 30, fifteen: 15, 'forty five': 45, 'forty-five': 45, 'oh five': 5 }

/** The first hour named in a turn, as `HH:MM`. Without morning or afternoon, an hour is taken in the working day. */
export function spokenTime(text: string): string | null {
  const flat = flatten(text)
  const match = clock.exec(flat)
  if (!match) return null
  const [, part, partHour, hour, digits, words, meridiem = '', bareHour, bareDigits, bareWords, name] = match
  if (name) return name === 'midnight' ? '00:00' : '12:00'
  const spoken = countOf(partHour ?? hour ?? bareHour ?? '')
  if (spoken < 1 || spoken > 23) return null
  const past = { 'half past': 30, 'quarter past': 15, 'quarter to': -15 }[part ?? ''] ?? 0
  const minutes = past || Number(digits ?? bareDigits ?? 0) || (spokenMinutes[words ?? bareWords ?? ''] ?? 0)
  const morning = /^a|morning/.test(meridiem)
  const afternoon = /^p|afternoon|evening|night/.test(meridiem)
  const hours = morning ? spoken % 12 : spoken < 12 && (afternoon || spoken < 8) ? spoken + 12 : spoken
  const total = (hours * 60 + minutes + 24 * 60) % (24 * 60)
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`
}
