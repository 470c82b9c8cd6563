// `npm run bench`: the built Worker beside the FastAPI and PostgreSQL baseline, in alternation on one machine, by the shared driver.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { buildWorker } from './build-worker.ts'
import { endChild, endChildren, endWithChildren, startChild, tailOf } from './local/children.ts'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { isFree } from './local/ports.ts'
import { untilAnswered } from './local/throwaway.ts'

const usage = `npm run bench -- [--shared DIR] [--only a,b] [--rounds N] [--seconds S] [--out FILE]

Brings up the baseline (Debian packages; as root they are installed), the provider stub and the built Worker, and compares them.
The Worker gets an empty state folder for each run: the driver calls the same people each time, and nobody may be on two live calls.
  --shared DIR   the folder with bench/, default ../shared
  --only a,b     of the runs below; default all
  --rounds N     default 3
  --seconds S    of each timed part, default 4
  --out FILE     every run, as JSON
Exits 1 when a run was not verified clean.`

const secret = 'bench-secret'
const ports = { product: 8787, stub: 8190, baseline: 8100 }
const readyWaitMs = 60_000

/** Scenario and its arguments, as the driver takes them; `S` stands for the seconds. */
const plan: Record<string, readonly string[]> = {
  start: ['start', '--concurrency', '16', '--seconds', 'S'],
  'start-open-50': ['start', '--rate', '50', '--seconds', 'S'],
  webhook: ['webhook', '--concurrency', '16', '--count', '500'],
  'webhook-open-50': ['webhook', '--rate', '50', '--count', '200'],
  append: ['append', '--concurrency', '16', '--calls', '200', '--seconds', 'S'],
  'append-open-200': ['append', '--rate', '200', '--calls', '200', '--seconds', 'S'],
  'fanout-100': ['fanout', '--watchers', '100', '--rate', '20', '--seconds', 'S'],
  'fanout-500': ['fanout', '--watchers', '500', '--rate', '4', '--seconds', 'S'],
  'fanout-200x2': ['fanout-many', '--calls', '200', '--watchers', '2', '--rate', '200', '--seconds', 'S'],
  resume: ['resume', '--calls', '20', '--watchers', '5', '--rate', '200', '--seconds', 'S'],
}

const resultSchema = z.looseObject({
  throughput_per_s: z.number().nullish(),
  latency_ms: z.looseObject({ p50: z.number().nullish(), p99: z.number().nullish() }).nullish(),
  operations: z.number().nullish(),
  target_processes: z.looseObject({ cpu_s: z.number(), private_mib: z.number() }).nullish(),
  verification: z.looseObject({ ok: z.boolean() }),
  extra: z.looseObject({ analysed_per_s: z.number().nullish() }).nullish(),
})
type Result = z.infer<typeof resultSchema>

const figures: Record<string, (result: Result) => number | null | undefined> = {
  'per s': (result) => result.throughput_per_s,
  'p50 ms': (result) => result.latency_ms?.p50,
  'p99 ms': (result) => result.latency_ms?.p99,
  'analysed per s': (result) => result.extra?.analysed_per_s,
  'cpu ms per op': ({ target_processes, operations }) => (target_processes && operations ? (target_processes.cpu_s * 1000) / operations : null),
  'memory MiB': (result) => result.target_processes?.private_mib,
}

await run(async () => {
  const { values } = argumentsOf(usage, {
    shared: { type: 'string', default: join(root, '../shared') },
    only: { type: 'string', default: Object.keys(plan).join(',') },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    out: { type: 'string' },
  })
  const source = join(resolve(values.shared), 'bench')
  if (!existsSync(join(source, 'driver/run.mjs'))) throw new Refusal(`The benchmark does not lie in ${source}: name the folder above it with --shared.`)
  for (const port of Object.values(ports)) if (!(await isFree(port))) throw new Refusal(`Port ${port} is taken. End what listens there.`)
  endWithChildren()
  await buildWorker()
  // The driver installs two packages beside itself, and the shared folder may be read-only.
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  cpSync(source, folder, { recursive: true })
  // PostgreSQL runs as a user of its own, who must get to its data.
  chmodSync(folder, 0o755)
  const baseline = { ...process.env, DATA_DIR: join(folder, 'data') }
  const runs: { name: string; target: string; round: number; result: Result }[] = []
  try {
    must('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], join(folder, 'driver'), process.env)
    startChild({ name: 'stub', command: [process.execPath, 'stubs/stub.mjs', '--port', String(ports.stub)], cwd: folder, log: join(folder, 'stub.log') })
    must('bash', ['baseline/up.sh'], folder, baseline)
    for (const name of values.only.split(',')) {
      const given = plan[name]?.map((word) => (word === 'S' ? values.seconds : word))
      if (!given) throw new Refusal(`There is no run ${name}.\nThere are: ${Object.keys(plan).join(', ')}`)
      for (let round = 0; round < Number(values.rounds); round++) {
        // Who goes first alternates, so that a drift of the machine favours nobody.
        for (const target of round % 2 === 0 ? ['baseline', 'parley'] : ['parley', 'baseline']) {
          const result = target === 'parley' ? await againstParley(folder, given) : driven(folder, given, baselineTarget(baseline.DATA_DIR))
          runs.push({ name, target, round, result })
        }
      }
      print(
        name,
        runs.filter((one) => one.name === name),
      )
      if (values.out) writeFileSync(values.out, `${JSON.stringify({ at: new Date().toISOString(), runs }, null, 1)}\n`)
    }
    return runs.every(({ result }) => result.verification.ok) ? 0 : 1
  } finally {
    spawnSync('bash', ['baseline/down.sh'], { cwd: folder, env: baseline, stdio: 'ignore' })
    await endChildren()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Without a model key: the local engine analyses, as on a bare machine. */
async function againstParley(folder: string, given: readonly string[]): Promise<Result> {
  const settings = { ENVIRONMENT: 'local', ELEVENLABS_BASE_URL: `http://127.0.0.1:${ports.stub}`, ELEVENLABS_WEBHOOK_SECRET: secret }
  const vars = Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const state = join(folder, 'state')
  const log = join(folder, 'serve.log')
  rmSync(state, { recursive: true, force: true })
  startChild({ name: 'Worker', command: [process.execPath, 'scripts/serve.ts', '--port', String(ports.product), '--persist-to', state, ...vars], log })
  await untilAnswered(`http://127.0.0.1:${ports.product}/healthz`, readyWaitMs).catch(() => {
    throw new Refusal(`The Worker did not start:\n${tailOf(log)}`)
  })
  const target = ['--target', `http://127.0.0.1:${ports.product}`, '--key', 'dev', '--dialect', 'parley', '--pids', `@${join(state, 'server.pid')}`]
  const result = driven(folder, given, target)
  await endChild('Worker')
  return result
}

function baselineTarget(dataFolder: string): string[] {
  const pids = `@${join(dataFolder, 'uvicorn.pid')},@${join(dataFolder, 'postgres.pid')}`
  return ['--target', `http://127.0.0.1:${ports.baseline}`, '--key', 'bench-key', '--pids', pids]
}

function driven(folder: string, [scenario = '', ...given]: readonly string[], target: readonly string[]): Result {
  const json = join(folder, 'result.json')
  rmSync(json, { force: true })
  const stub = `http://127.0.0.1:${ports.stub}`
  const words = ['driver/run.mjs', ...target, '--secret', secret, '--scenario', scenario, '--stub', stub, '--json', json, ...given]
  const done = spawnSync(process.execPath, words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  if (!existsSync(json)) throw new Refusal(`${scenario} against ${target[1]} did not come to its end:\n${done.stderr.slice(-2000)}`)
  return resultSchema.parse(JSON.parse(readFileSync(json, 'utf8')))
}

function print(name: string, runs: readonly { target: string; round: number; result: Result }[]): void {
  console.log(`\n${name}`)
  for (const [figure, of] of Object.entries(figures)) {
    const own = (target: string) => runs.filter((one) => one.target === target).flatMap(({ result }) => of(result) ?? [])
    const ratios = own('baseline').flatMap((value, i) => (own('parley')[i] === undefined ? [] : [(own('parley')[i] ?? 0) / value]))
    if (ratios.length === 0) continue
    console.log(`  ${figure.padEnd(15)} baseline ${spread(own('baseline')).padEnd(24)} parley ${spread(own('parley')).padEnd(24)} ratio ${spread(ratios)}`)
  }
  for (const { target, round, result } of runs) {
    if (!result.verification.ok) console.log(`  NOT OK ${target}, round ${round + 1}: ${JSON.stringify(result.verification).slice(0, 500)}`)
  }
}

/** Median, with the least and the most. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const show = (value = 0) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))
  return `${show(sorted[Math.floor(sorted.length / 2)])} (${show(sorted[0])}–${show(sorted.at(-1))})`
}

function must(command: string, given: readonly string[], cwd: string, env: NodeJS.ProcessEnv): void {
  const done = spawnSync(command, given, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  if (done.status !== 0) throw new Refusal(`${command} ${given.join(' ')} failed:\n${done.stderr.slice(-2000)}`)
}
