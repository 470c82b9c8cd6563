// Numbers and times as an operator reads them. Times are the viewer's own unless a zone is named.

const locale = 'en-US'

/** @param amount a decimal, as it crosses the wire */
export function money(amount: number, currency = 'USD'): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount)
}

/** What a call cost may be less than a cent. */
export function price(usd: number): string {
  const digits = usd > 0 && usd < 0.01 ? 4 : 2
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(usd)
}

/** `1:34`, or `1:02:05` from an hour on. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0'))
  const hours = Math.floor(whole / 3600)
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0/, '')
}

export function milliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

export function dateAndTime(instant: string, zone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...(zone && { timeZone: zone }) }).format(new Date(instant))
}

/** With weekday and the zone's short name: what somebody elsewhere would say. */
export function localDateAndTime(instant: string, zone: string): string {
  const parts = { weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short', timeZone: zone } as const
  return new Intl.DateTimeFormat(locale, parts).format(new Date(instant))
}

export function localTime(now: number, zone: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZoneName: 'short', timeZone: zone }).format(now)
}

/** @param date `YYYY-MM-DD`, a day of somebody's calendar: it has no zone to be moved by */
export function calendarDay(date: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

const steps = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const

/** `3 minutes ago`, `in 2 days`. */
export function relative(instant: string, now: number): string {
  const apart = Date.parse(instant) - now
  const step = steps.find(({ ms }) => Math.abs(apart) >= ms)
  if (!step) return Math.abs(apart) < 10_000 || apart > 0 ? 'just now' : `${Math.round(-apart / 1000)} s ago`
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(Math.round(apart / step.ms), step.unit)
}
