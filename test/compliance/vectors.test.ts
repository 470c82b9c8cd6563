import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { clear, rules } from '../../src/compliance/clearance.ts'
import { clearanceInputSchema } from '../../src/compliance/clearance-input.ts'

type Expected = { decision: string; rule_ids: string[]; not_before?: string; must_say?: string[] }
type Vector = { id: string; note: string; source: string; expected: Expected }

const file = fileURLToPath(new URL('../../../shared/compliance/vectors-dev.jsonl', import.meta.url).href)
const vectors: Vector[] = existsSync(file)
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : []
const coded = new Set(rules.map((rule) => rule.id))
const instant = (at: string | null | undefined) => (at == null ? null : new Date(at).toISOString())

describe('a person is contacted as the worked examples of the rules say', () => {
  if (vectors.length === 0) test.skip('(the worked examples, ../shared/compliance/vectors-dev.jsonl, are not on this machine)')

  for (const { id, note, source: _, expected, ...input } of vectors) {
    const missing = expected.rule_ids.filter((rule) => !coded.has(rule))
    test.skipIf(missing.length > 0)(`${id}: ${note}${missing.length > 0 ? ` (not coded: ${missing.join(', ')})` : ''}`, () => {
      const answer = clear(clearanceInputSchema.parse(input))
      expect([...answer.rule_ids].sort()).toEqual([...expected.rule_ids].sort())
      expect(answer.decision).toBe(expected.decision)
      expect(answer.not_before).toBe(instant(expected.not_before))
      if (expected.must_say) expect(answer.must_say).toEqual(expected.must_say)
    })
  }
})
