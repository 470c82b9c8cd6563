// Instants, calendar dates and zones. The clock itself is always handed in.
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

/** RFC 3339 in UTC with milliseconds: `2026-11-23T09:15:00.000Z`. */
export type Instant = string
/** `YYYY-MM-DD` in somebody's own time zone. */
export type CalendarDate = string

export const instantSchema = z.iso
  .datetime({ offset: true, abort: true })
  .refine((text) => !Number.isNaN(Date.parse(text)), 'not a time that exists')
  .transform((text) => instantOf(Date.parse(text)))
export const calendarDateSchema = z.iso.date()
export const zoneSchema = z.string().max(64).refine(isZone, 'not an IANA time zone')

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** @param milliseconds since 1970 */
export function instantOf(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString()
}

export function later(instant: Instant, milliseconds: number): Instant {
  return instantOf(Date.parse(instant) + milliseconds)
}

export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(zone)
  } catch {
    return false
  }
}

export function localDate(instant: Instant, zone: string): CalendarDate {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** Minutes since local midnight, seconds cut off. */
export function localMinutes(instant: Instant, zone: string): number {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  return local.hour * 60 + local.minute
}

/**
 * The instant at which a wall clock shows this date and time.
 * A time that the clock skips moves on by the length of the gap; of a repeated time the earlier one is meant.
 * @param time `HH:MM`
 */
export function instantAt(date: CalendarDate, time: string, zone: string): Instant {
  const local = Temporal.PlainDateTime.from(`${date}T${time}:00`).toZonedDateTime(zone, { disambiguation: 'compatible' })
  return instantOf(local.epochMilliseconds)
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/** Whole days from the first date to the second; negative when the second is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days
}
