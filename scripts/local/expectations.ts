// What `.ci/acceptance` expects: suites that must pass, and checks that wait for a later part of the product.

export type Expectations = { suites: string[]; later: { suite: string; check: string; reason: string }[] }

/**
 * Lines `suite NAME` and `later NAME · CHECK TITLE — REASON`; empty lines and lines with # are passed over.
 * @throws Error naming the line that cannot be read: an exception that is silently ignored would hide a failure
 */
export function expectationsOf(text: string): Expectations {
  const expected: Expectations = { suites: [], later: [] }
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const suite = /^suite ([a-z-]+)$/.exec(line.trim())?.[1]
    const [, name, check, reason] = /^later ([a-z-]+) · (.+) — (.+)$/.exec(line.trim()) ?? []
    if (suite) expected.suites.push(suite)
    else if (name && check && reason) expected.later.push({ suite: name, check, reason })
    else throw new Error(`line ${index + 1} is neither "suite NAME" nor "later NAME · CHECK — REASON": ${line}`)
  }
  return expected
}

export type Checked = { suite: string; check: string; result: 'passed' | 'failed' | 'skipped'; detail?: string | undefined }

/** Sorts the results of a run by what was expected of them. `overdue` passed although they were expected to wait. */
export function judge(results: readonly Checked[], { later }: Expectations) {
  const waits = (one: Checked) => later.some((entry) => entry.suite === one.suite && entry.check === one.check)
  return {
    passed: results.filter((one) => one.result === 'passed'),
    failed: results.filter((one) => one.result === 'failed' && !waits(one)),
    waiting: results.filter((one) => one.result === 'failed' && waits(one)),
    overdue: results.filter((one) => one.result === 'passed' && waits(one)),
    skipped: results.filter((one) => one.result === 'skipped'),
  }
}
