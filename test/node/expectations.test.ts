// How the pipeline tells a failure from a check that waits for a later part of the product.
import { describe, expect, test } from 'vitest'
import { type Checked, expectationsOf, judge } from '../../scripts/local/expectations.ts'

const expected = expectationsOf(`
# a remark
suite calls
suite sockets
later sockets · a slow watcher is let go — the wallboard comes later
`)
const result = (suite: string, check: string, result: Checked['result']): Checked => ({ suite, check, result })

describe('the expectations of the pipeline', () => {
  test('name the suites and the checks that may wait, each with a reason', () => {
    expect(expected).toEqual({
      suites: ['calls', 'sockets'],
      later: [{ suite: 'sockets', check: 'a slow watcher is let go', reason: 'the wallboard comes later' }],
    })
  })

  test('refuse a line that they cannot read, by its number', () => {
    expect(() => expectationsOf('suite calls\nlater sockets · without a reason')).toThrow('line 2')
  })

  test('let a failing check pass only when it is listed for its own suite', () => {
    const { failed, waiting } = judge(
      [result('sockets', 'a slow watcher is let go', 'failed'), result('calls', 'a slow watcher is let go', 'failed')],
      expected,
    )
    expect(failed.map((one) => one.suite)).toEqual(['calls'])
    expect(waiting.map((one) => one.suite)).toEqual(['sockets'])
  })

  test('tell when a listed check passes, so that its line is taken out', () => {
    const { overdue, passed } = judge([result('sockets', 'a slow watcher is let go', 'passed')], expected)
    expect(overdue).toHaveLength(1)
    expect(passed).toHaveLength(1)
  })

  test('never count a skipped check as passed', () => {
    expect(judge([result('calls', 'any', 'skipped')], expected)).toMatchObject({ passed: [], failed: [], skipped: [{ check: 'any' }] })
  })
})
