import { describe, expect, test } from 'vitest'
import { type PromiseStatus, promiseStatusSchema, promiseTransitions } from '../../src/domain/promise.ts'

const statuses = promiseStatusSchema.options
const next = (status: PromiseStatus): readonly PromiseStatus[] => promiseTransitions[status]

function reachableFrom(start: PromiseStatus): Set<PromiseStatus> {
  const reached = new Set<PromiseStatus>([start])
  for (const status of reached) for (const follower of next(status)) reached.add(follower)
  return reached
}

describe('the life of a promise', () => {
  test('begins as a proposal from which every other state can be reached', () => {
    expect([...reachableFrom('proposed')].sort()).toEqual([...statuses].sort())
    for (const status of statuses) expect(next(status)).not.toContain('proposed')
  })

  test('can always still be decided', () => {
    const decided: PromiseStatus[] = ['kept', 'superseded', 'cancelled']
    for (const status of statuses) expect(decided.some((end) => reachableFrom(status).has(end))).toBe(true)
  })

  test('is over when it was kept, superseded or cancelled', () => {
    expect(statuses.filter((status) => next(status).length === 0).sort()).toEqual(['cancelled', 'kept', 'superseded'])
  })

  test('never returns to active, and a broken promise is repaired only by money', () => {
    for (const status of statuses) expect(next(status).includes('active')).toBe(status === 'proposed')
    expect([...next('broken')].sort()).toEqual(['kept', 'partly_kept'])
  })

  test('never leads from a state to itself', () => {
    for (const status of statuses) expect(next(status)).not.toContain(status)
  })
})
