// The clock that fires the crons of wrangler.toml where no platform does.
import { describe, expect, test } from 'vitest'
import { fires } from '../../scripts/local/cron.ts'

const at = (text: string) => new Date(`${text}:00Z`)

describe('a cron', () => {
  test('every five minutes fires on each fifth minute and on no other', () => {
    const fired = Array.from({ length: 60 }, (_, minute) => minute).filter((minute) => fires('*/5 * * * *', new Date(Date.UTC(2026, 10, 23, 9, minute))))
    expect(fired).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55])
  })

  test('at three in the morning fires once a day, in UTC', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => fires('0 3 * * *', new Date(Date.UTC(2026, 10, 23, hour, 0))))
    expect(hours).toEqual([3])
    expect(fires('0 3 * * *', at('2026-11-23T03:01'))).toBe(false)
  })

  test('takes lists, ranges and steps from a start', () => {
    expect(fires('0,30 9-17 * * *', at('2026-11-23T17:30'))).toBe(true)
    expect(fires('0,30 9-17 * * *', at('2026-11-23T18:00'))).toBe(false)
    expect(fires('7/20 * * * *', at('2026-11-23T18:47'))).toBe(true)
    expect(fires('7/20 * * * *', at('2026-11-23T18:48'))).toBe(false)
  })

  test('counts the days of the week from Sunday as 1, as Cloudflare does', () => {
    expect(fires('0 0 * * 1', at('2026-11-22T00:00'))).toBe(true)
    expect(fires('0 0 * * 1', at('2026-11-23T00:00'))).toBe(false)
  })

  test('with both day fields restricted fires when either is met', () => {
    expect(fires('0 0 1 * 1', at('2026-11-22T00:00'))).toBe(true)
    expect(fires('0 0 1 * 1', at('2026-12-01T00:00'))).toBe(true)
    expect(fires('0 0 1 * 1', at('2026-12-02T00:00'))).toBe(false)
  })

  test('that cannot be read is refused by name and never silently skipped', () => {
    expect(() => fires('0 3 * *', at('2026-11-23T03:00'))).toThrow('five fields')
    expect(() => fires('0 3 * JAN *', at('2026-11-23T03:00'))).toThrow('month')
    expect(() => fires('75 3 * * *', at('2026-11-23T03:00'))).toThrow('minute')
  })
})
