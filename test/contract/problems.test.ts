// The errors that a client can see, and the page that explains them.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { problems } from '../../src/contract/problems.ts'

describe('docs/errors.md', () => {
  const page = readFileSync('docs/errors.md', 'utf8')
  test('has one heading for each problem, in the order of their definition', () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, slug]) => slug)).toEqual(Object.keys(problems))
  })
  test('says the status that is sent', () => {
    for (const [slug, { status }] of Object.entries(problems)) expect(page).toContain(`## ${slug}\n${status}. `)
  })
})
