// `npm test`: everything that can be checked on this machine, and one line at the end that says how much of it held.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { typesAreCurrent } from './binding-types.ts'
import { programOf } from './local/children.ts'
import { argumentsOf, root, run } from './local/command.ts'

const usage = `npm test [-- --only STEP]

Lint, generated types, type check, unused code, then the tests: rules in Node, the Worker in workerd, the dashboard in Chromium.
  --only STEP   one of lint, bindings, types, unused, tests
The last line is "N passed, N failed": tests by themselves, every other step as one.`

type Score = { passed: number; failed: number }

const held: Score = { passed: 1, failed: 0 }
const broken: Score = { passed: 0, failed: 1 }

/** What vitest's JSON reporter says, as far as it is read here. */
const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

const report = join(root, '.build/tests.json')
const current: { child: ChildProcess | null } = { child: null }

/** Runs a program of our packages. Its output is shown as it comes, or else only when the program fails. */
function program(name: string, given: readonly string[], shown: boolean): Promise<number> {
  const child = spawn(programOf(name), given, { cwd: root, stdio: ['ignore', shown ? 'inherit' : 'pipe', shown ? 'inherit' : 'pipe'] })
  current.child = child
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      current.child = null
      if (code !== 0) process.stdout.write(Buffer.concat(chunks))
      resolve(code ?? 1)
    })
  })
}

async function checkedBy(name: string, given: readonly string[]): Promise<Score> {
  return (await program(name, given, false)) === 0 ? held : broken
}

async function bindings(): Promise<Score> {
  if (await typesAreCurrent()) return held
  console.log('src/worker-configuration.d.ts is not what wrangler.toml asks for: npm run types')
  return broken
}

async function tests(): Promise<Score> {
  mkdirSync(dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await program('vitest', ['run', '--config', 'test/vitest.config.ts', ...reporters], true)
  if (!existsSync(report)) return broken
  const { numPassedTests, numFailedTests, testResults } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')))
  // A file that could not even be loaded has no failed test of its own.
  const unloaded = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed')).length
  const failed = numFailedTests + unloaded
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed }
}

const steps: Record<string, () => Promise<Score>> = {
  lint: () => checkedBy('biome', ['check', '.']),
  bindings,
  types: () => checkedBy('tsc', ['-b']),
  unused: () => checkedBy('knip', []),
  tests,
}

await run(async () => {
  const { values } = argumentsOf(usage, { only: { type: 'string' } })
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(name, () => {
      const { child } = current
      if (!child) process.exit(code)
      child.once('close', () => process.exit(code))
      child.kill(name)
    })
  }
  const total: Score = { passed: 0, failed: 0 }
  for (const [name, step] of Object.entries(steps)) {
    if (values.only && values.only !== name) continue
    const since = Date.now()
    const score = await step()
    const seconds = ((Date.now() - since) / 1000).toFixed(1)
    console.log(`${score.failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
    total.passed += score.passed
    total.failed += score.failed
  }
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
})
