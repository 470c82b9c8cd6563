// Money: whole minor units inside, decimals on the wire. The one conversion between them stands here.
import { z } from 'zod'

/** A decimal of at most two places, as it crosses the wire: 0 … 999,999,999.99. */
export const amountSchema = z
  .number()
  .min(0)
  .max(999_999_999.99)
  .refine((amount) => Number.isInteger(round(amount * 100)) && fromCents(toCents(amount)) === amount, 'at most two decimal places')

export const currencySchema = z.string().regex(/^[A-Z]{3}$/)

// 19.99 * 100 is 1998.9999999999998: the nearest whole number is meant, within the error of a double.
function round(hundredfold: number): number {
  const nearest = Math.round(hundredfold)
  return Math.abs(hundredfold - nearest) < 1e-4 ? nearest : hundredfold
}

/** @param amount a decimal with at most two places */
export function toCents(amount: number): number {
  return Math.round(amount * 100)
}

export function fromCents(cents: number): number {
  return cents / 100
}

/** For people and prompts: `$1,250.50`; another currency is named instead of a sign. */
export function speakable(cents: number, currency = 'USD'): string {
  const whole = Math.trunc(Math.abs(cents) / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
  const text = `${whole}.${String(Math.abs(cents % 100)).padStart(2, '0')}`
  const sign = cents < 0 ? '-' : ''
  return currency === 'USD' ? `${sign}$${text}` : `${sign}${text} ${currency}`
}
