// `npm run acceptance`: the product as an outside client meets it, served alone and tried by the acceptance suite where that is at hand.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { buildWorker } from './build-worker.ts'
import { endChildren, endWithChildren, startChild, tailOf } from './local/children.ts'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { expectationsOf, judge } from './local/expectations.ts'
import { freePorts } from './local/ports.ts'
import { killServer, readRecord } from './local/server-record.ts'
import { untilAnswered } from './local/throwaway.ts'

const usage = `npm run acceptance -- [--suite a,b] [--check TEXT] [--seed N] [--from DIR] [--keep]

Serves the built Worker on a free port with an empty state folder and stub providers, and runs the suites against it.
  --suite a,b    default: the suites of .ci/acceptance
  --check TEXT   only checks whose title contains TEXT
  --seed N       repeat a run
  --from DIR     where the suite lies, default ../shared/acceptance
  --keep         leave the state folder (and the server's log in it) behind
A failing check that .ci/acceptance lists as "later" does not fail the run. The last line is "N passed, N failed".`

const resultsSchema = z.object({
  results: z.array(z.object({ suite: z.string(), check: z.string(), result: z.enum(['passed', 'failed', 'skipped']), detail: z.string().optional() })),
})

/** The two secrets that may be live during a rotation, and what guards the provider's routes: the suite knows them as the server does. */
const secrets = { webhook: 'whsec_a', previous: 'whsec_b', llm: 'llm_secret', tool: 'tool_secret' }
/** Short, so that the suite need not wait two minutes for a lost webhook to be asked about. */
const watchdogSeconds = '5'
const readyWaitMs = 60_000

function settingsFor(stubPort: number): Record<string, string> {
  const stub = `http://127.0.0.1:${stubPort}`
  return {
    ENVIRONMENT: 'local',
    WATCHDOG_SECONDS: watchdogSeconds,
    ELEVENLABS_BASE_URL: stub,
    ELEVENLABS_API_KEY: 'test',
    ELEVENLABS_WEBHOOK_SECRET: secrets.webhook,
    ELEVENLABS_WEBHOOK_SECRET_PREVIOUS: secrets.previous,
    OPENROUTER_BASE_URL: `${stub}/api/v1`,
    OPENROUTER_API_KEY: 'test',
    CUSTOM_LLM_SECRET: secrets.llm,
    TOOL_SECRET: secrets.tool,
  }
}

function suiteRun(folder: string, given: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(folder, 'run.mjs'), ...given], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((end, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => end(code ?? 2))
  })
}

await run(async () => {
  const { values } = argumentsOf(usage, {
    suite: { type: 'string' },
    check: { type: 'string' },
    seed: { type: 'string' },
    from: { type: 'string', default: join(root, '../shared/acceptance') },
    keep: { type: 'boolean', default: false },
  })
  const folder = resolve(values.from)
  if (!existsSync(join(folder, 'run.mjs'))) throw new Refusal(`The acceptance suite does not lie in ${folder}: name its folder with --from.`)
  const expected = expectationsOf(readFileSync(join(root, '.ci/acceptance'), 'utf8'))
  const suites = values.suite ?? expected.suites.join(',')

  endWithChildren()
  await buildWorker()
  const stateFolder = mkdtempSync(join(tmpdir(), 'parley-acceptance-'))
  const [port = 0, stubPort = 0] = await freePorts(2)
  const target = `http://127.0.0.1:${port}`
  const log = join(stateFolder, 'server.log')
  const vars = Object.entries(settingsFor(stubPort)).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  startChild({ name: 'Worker', command: [process.execPath, 'scripts/serve.ts', '--port', String(port), '--persist-to', stateFolder, ...vars], log })
  try {
    await untilAnswered(`${target}/healthz`, readyWaitMs).catch((error: Error) => {
      throw new Refusal(`The Worker did not start: ${error.message}\n${tailOf(log)}`)
    })
    const json = join(stateFolder, 'results.json')
    mkdirSync(stateFolder, { recursive: true })
    await suiteRun(folder, [
      ...['--target', target, '--key', 'dev', '--suite', suites, '--json', json],
      ...['--webhook-secret', secrets.webhook, '--second-webhook-secret', secrets.previous, '--llm-secret', secrets.llm, '--tool-secret', secrets.tool],
      ...['--stub-port', String(stubPort), '--watchdog-seconds', watchdogSeconds],
      ...['--restart-cmd', `'${process.execPath}' '${join(root, 'scripts/restart-serve.ts')}' --persist-to '${stateFolder}'`],
      ...(values.check ? ['--check', values.check] : []),
      ...(values.seed ? ['--seed', values.seed] : []),
    ])
    if (!existsSync(json)) throw new Refusal(`The suite did not run to its end. The server's last words:\n${tailOf(log)}`)
    const { passed, failed, waiting, overdue, skipped } = judge(resultsSchema.parse(JSON.parse(readFileSync(json, 'utf8'))).results, expected)
    console.log('')
    for (const one of waiting) console.log(`later   ${one.suite} · ${one.check}`)
    for (const one of overdue) console.log(`overdue ${one.suite} · ${one.check}: it passes now, so take its line out of .ci/acceptance`)
    for (const one of failed) console.log(`FAIL    ${one.suite} · ${one.check} — ${(one.detail ?? '').slice(0, 200)}`)
    console.log(`${skipped.length} skipped, ${waiting.length} expected to wait for a later part`)
    if (values.keep) console.log(`state and log: ${stateFolder}`)
    console.log(`${passed.length} passed, ${failed.length} failed`)
    return failed.length === 0 && passed.length > 0 ? 0 : 1
  } finally {
    await endChildren()
    // A server that the suite restarted is no child of ours any more.
    const record = readRecord(stateFolder)
    if (record) await killServer(record)
    if (!values.keep) rmSync(stateFolder, { recursive: true, force: true })
  }
})
