// How often the local engine is right on calls that were composed and judged by hand. The floors are what it reaches, less a margin.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readLocally } from '../../src/intelligence/local-engine.ts'
import { callOf, collectionsFacts, talk } from './conversations.ts'

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url).href)
const files = ['promises-dev.jsonl', 'roadside-dev.jsonl'].map((name) => join(data, 'gold', name))
const methods = new Map([
  ['card', 'card'],
  ['bank', 'bank_transfer'],
  ['check', 'check'],
  ['wallet', 'wallet'],
  ['cash', 'cash'],
] as const)
const goldSchema = z.object({
  id: z.string(),
  domain: z.string(),
  reference_time: z.string(),
  customer: z.object({
    name: z.string().nullish(),
    balance: z.number().optional(),
    method_on_file: z.enum(['card', 'bank', 'check', 'wallet', 'cash']).optional(),
  }),
  entries: z.array(z.object({ speaker: z.enum(['agent', 'customer']), text: z.string() })),
})
const ratioSchema = z.object({ value: z.number() })
const scoresSchema = z.object({
  promise_made: z.object({ f1: z.number() }),
  promise_details_on_gold_promises: z.object({ amount_exact: ratioSchema, date_exact: ratioSchema, method_exact: ratioSchema }),
  intent: z.object({ lenient: ratioSchema }),
  sentiment: z.object({ lenient: ratioSchema }),
  next_action: z.object({ lenient: ratioSchema }),
})

/** The offset of the reference time is the customer's local time. */
function zoneOf(reference_time: string): string {
  const hours = Number(/([+-]\d\d):\d\d$/.exec(reference_time)?.[1] ?? 0)
  return hours === 0 ? 'Etc/UTC' : `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
}

function predict(line: string): string {
  const { id, domain, reference_time, customer, entries } = goldSchema.parse(JSON.parse(line))
  const analysis = readLocally(
    callOf(talk(...entries.map(({ speaker, text }): ['agent' | 'customer', string] => [speaker, text])), {
      pack_id: domain,
      zone: zoneOf(reference_time),
      reference_time: new Date(reference_time).toISOString(),
      facts: customer.balance === undefined ? null : { ...collectionsFacts, outstanding_amount: customer.balance },
      method_on_file: methods.get(customer.method_on_file ?? 'card') ?? null,
    }),
  )
  const { location, vehicle } = analysis.extracted_data
  return JSON.stringify({ id, analysis: { ...analysis, roadside: { location: location?.address, vehicle } } })
}

function scoresOf() {
  const folder = mkdtempSync(join(tmpdir(), 'gold-'))
  try {
    const predictions = join(folder, 'predictions.jsonl')
    writeFileSync(predictions, files.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').map(predict)).join('\n'))
    const report = execFileSync(process.execPath, [join(data, 'score.mjs'), predictions, ...files, '--json'], { encoding: 'utf8' })
    return z
      .object({ all: scoresSchema.omit({ promise_made: true, promise_details_on_gold_promises: true }), collections: scoresSchema })
      .parse(JSON.parse(report))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe.skipIf(!existsSync(join(data, 'score.mjs')))('on the gold calls (skipped where ../shared is absent)', () => {
  test('promises, intents and tones are found about as often as they were', () => {
    const { collections, all } = scoresOf()
    const details = collections.promise_details_on_gold_promises
    const reached = {
      promise_f1: collections.promise_made.f1,
      amount: details.amount_exact.value,
      date: details.date_exact.value,
      method: details.method_exact.value,
      intent: all.intent.lenient.value,
      sentiment: all.sentiment.lenient.value,
      next_action: all.next_action.lenient.value,
    }
    console.table(reached)
    const floors = { promise_f1: 0.85, amount: 0.85, date: 0.8, method: 0.8, intent: 0.8, sentiment: 0.8, next_action: 0.75 }
    expect(Object.entries(floors).filter(([name, floor]) => (Object.entries(reached).find(([key]) => key === name)?.[1] ?? 0) < floor)).toEqual([])
  })
})
