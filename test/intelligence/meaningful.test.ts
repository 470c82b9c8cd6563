import { describe, expect, test } from 'vitest'
import { meaningful } from '../../src/intelligence/meaningful.ts'

const both = [{ speaker: 'agent' }, { speaker: 'customer' }, { speaker: 'agent' }, { speaker: 'customer' }] as const

describe('the gate before a reading is paid for', () => {
  test('opens for four entries in thirty seconds by both sides', () => {
    expect(meaningful({ entries: both, duration_seconds: 30 })).toEqual({ value: true, reason: null })
  })

  test.each([
    ['a call of twenty-nine seconds', { entries: both, duration_seconds: 29 }, 'only 29 s long, 30 s are needed'],
    ['a call without a known length', { entries: both, duration_seconds: null }, 'only 0 s long, 30 s are needed'],
    ['three entries', { entries: both.slice(1), duration_seconds: 60 }, 'only 3 entries, 4 are needed'],
    ['an agent alone', { entries: [both[0], both[0], both[0], both[0]], duration_seconds: 60 }, 'the customer did not speak'],
    ['a customer alone', { entries: [both[1], both[1], both[1], both[1]], duration_seconds: 60 }, 'the agent did not speak'],
    ['silence', { entries: [], duration_seconds: 60 }, 'nothing was said'],
  ])('stays shut for %s, and says why', (_, call, reason) => {
    expect(meaningful(call)).toEqual({ value: false, reason })
  })
})
