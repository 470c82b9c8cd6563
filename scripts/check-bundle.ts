// Holds the Worker's bundle and its start against their limits.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildWorker, tool } from './build-worker.ts'
import { argumentsOf, Refusal, root, run } from './local/command.ts'

const usage = `node scripts/check-bundle.ts
Fails when the Worker is larger or starts slower than it may.`

/** A third of what the free plan allows; more means that something came in by mistake. */
const longestBundleKiB = 1.2 * 1024
/** The platform refuses a Worker at one second, on machines that are not ours. */
const longestStartMs = 400
/** A busy machine makes one measurement slow; a Worker that is slow is slow each time. */
const measurements = 3

await run(async () => {
  argumentsOf(usage, {})
  const size = gzipSync(readFileSync(join(await buildWorker(), 'worker.js'))).length / 1024
  console.log(`bundle: ${size.toFixed(0)} KiB gzipped, limit ${longestBundleKiB.toFixed(0)} KiB`)
  const starts: number[] = []
  while (starts.length < measurements && !starts.some((ms) => ms <= longestStartMs)) starts.push(await startMs())
  const start = Math.min(...starts)
  console.log(`start: ${start} ms of CPU, limit ${longestStartMs} ms`)
  return size <= longestBundleKiB && start <= longestStartMs ? 0 : 1
})

async function startMs(): Promise<number> {
  const profile = join(root, '.build', `startup-${process.pid}.cpuprofile`)
  const { code, output } = await tool('wrangler', ['check', 'startup', '--outfile', profile])
  rmSync(profile, { force: true })
  const active = /Active:?\s*(\d+(?:\.\d+)?)\s*ms/i.exec(output)?.[1]
  if (code !== 0 || active === undefined) throw new Refusal(`wrangler check startup did not say how long the start takes:\n${output}`)
  return Number(active)
}
