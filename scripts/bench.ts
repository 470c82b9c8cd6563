// `npm run bench`: the built Worker beside the FastAPI and PostgreSQL baseline, in alternation on one machine, by the shared driver.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildWorker } from './build-worker.ts'
import { endChildren, endWithChildren, startChild, tailOf } from './local/children.ts'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { isFree } from './local/ports.ts'
import { readRecord } from './local/server-record.ts'
import { untilAnswered } from './local/throwaway.ts'

const usage = `npm run bench -- [--shared DIR] [--only a,b] [--rounds N] [--seconds S] [--out FILE]

Brings up the baseline (Debian packages; as root they are installed), the provider stub and the built Worker, and compares them.
  --shared DIR   the folder with bench/, default ../shared
  --only a,b     scenarios of the driver; default start,webhook,append,fanout,fanout-many,resume
  --rounds N     default 3
  --seconds S    of each timed part, default 4
  --out FILE     every figure, as JSON`

const secret = 'bench-secret'
/** Named in the target files of the driver. */
const ports = { product: 8787, stub: 8190, baseline: 8100 }
const readyWaitMs = 60_000

await run(async () => {
  const { values } = argumentsOf(usage, {
    shared: { type: 'string', default: join(root, '../shared') },
    only: { type: 'string', default: 'start,webhook,append,fanout,fanout-many,resume' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    out: { type: 'string' },
  })
  const source = join(resolve(values.shared), 'bench')
  if (!existsSync(join(source, 'compare.mjs'))) throw new Refusal(`The benchmark does not lie in ${source}: name the folder above it with --shared.`)
  for (const port of Object.values(ports)) if (!(await isFree(port))) throw new Refusal(`Port ${port} is taken, and the benchmark's target files name it. End what listens there.`)
  endWithChildren()
  await buildWorker()
  // The driver installs two packages beside itself, and the shared folder may be read-only.
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  cpSync(source, folder, { recursive: true })
  // PostgreSQL runs as a user of its own, who must get to its data.
  chmodSync(folder, 0o755)
  const baseline = { ...process.env, DATA_DIR: join(folder, 'data') }
  try {
    must('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], join(folder, 'driver'), process.env)
    startChild({ name: 'stub', command: [process.execPath, 'stubs/stub.mjs', '--port', String(ports.stub)], cwd: folder, log: join(folder, 'stub.log') })
    must('bash', ['baseline/up.sh'], folder, baseline)
    await serve(folder)
    writeTargets(folder, baseline.DATA_DIR)
    const given = ['--a', 'targets/baseline.json', '--b', 'targets/parley.json', '--rounds', values.rounds, '--only', values.only, '--seconds', values.seconds, '--quick']
    const compared = spawnSync(process.execPath, ['compare.mjs', ...given, ...(values.out ? ['--out', resolve(values.out)] : [])], { cwd: folder, stdio: 'inherit' })
    return compared.status ?? 1
  } finally {
    spawnSync('bash', ['baseline/down.sh'], { cwd: folder, env: baseline, stdio: 'ignore' })
    await endChildren()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Without a model key: the local engine analyses, as on a bare machine. */
async function serve(folder: string): Promise<void> {
  const settings = { ENVIRONMENT: 'local', ELEVENLABS_BASE_URL: `http://127.0.0.1:${ports.stub}`, ELEVENLABS_WEBHOOK_SECRET: secret }
  const vars = Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const log = join(folder, 'serve.log')
  startChild({ name: 'Worker', command: [process.execPath, 'scripts/serve.ts', '--port', String(ports.product), '--persist-to', join(folder, 'state'), ...vars], log })
  await untilAnswered(`http://127.0.0.1:${ports.product}/healthz`, readyWaitMs).catch(() => {
    throw new Refusal(`The Worker did not start:\n${tailOf(log)}`)
  })
}

/** The driver's own target files, with the processes that are measured. */
function writeTargets(folder: string, dataFolder: string): void {
  const target = (name: string) => JSON.parse(readFileSync(join(folder, 'targets', `${name}.json`), 'utf8')) as Record<string, unknown>
  const pid = readRecord(join(folder, 'state'))?.pid
  writeFileSync(join(folder, 'targets/parley.json'), JSON.stringify({ ...target('parley'), ...(pid ? { pids: String(pid) } : {}) }))
  writeFileSync(
    join(folder, 'targets/baseline.json'),
    JSON.stringify({ ...target('baseline'), pids: `@${join(dataFolder, 'uvicorn.pid')},@${join(dataFolder, 'postgres.pid')}` }),
  )
}

function must(command: string, given: readonly string[], cwd: string, env: NodeJS.ProcessEnv): void {
  const done = spawnSync(command, given, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  if (done.status !== 0) throw new Refusal(`${command} ${given.join(' ')} failed:\n${done.stderr.slice(-2000)}`)
}
