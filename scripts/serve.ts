// `npm run serve`: the built Worker alone on workerd's own port, without seed data and emulator: for benchmarks, outside clients and fault tests.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { Miniflare } from 'miniflare'
import { settingNames } from '../src/config.ts'
import { buildWorker } from './build-worker.ts'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { fires } from './local/cron.ts'
import { migrate } from './local/migrate.ts'
import { isFree, portOf } from './local/ports.ts'
import { childrenOf, commandOf, groupOf } from './local/processes.ts'
import { cronsOf, workerRuntime } from './local/runtime.ts'
import { endStale, isServing, readRecord, removeRecord, type ServerRecord, writeRecord } from './local/server-record.ts'

const usage = `npm run serve -- [--port P] [--persist-to DIR] [--var NAME:VALUE]... [--vars-file FILE]

Builds the Worker when needed, migrates its database and serves it on http://127.0.0.1:P until Ctrl-C.
  --port P           default 8787
  --persist-to DIR   state folder, default .state
  --var NAME:VALUE   a setting, may be repeated: ${settingNames.join(', ')}
  --vars-file FILE   settings in the form of .dev.vars; --var wins
  --build DIR        a bundle that was built before, taken as it is`

const minuteMs = 60_000

type Options = { port: number; stateFolder: string; settings: Record<string, string>; build: string | null }

/** @throws Refusal naming what cannot be read */
function optionsOf(): Options {
  const { values } = argumentsOf(usage, {
    port: { type: 'string', default: '8787' },
    'persist-to': { type: 'string', default: join(root, '.state') },
    var: { type: 'string', multiple: true, default: [] },
    'vars-file': { type: 'string' },
    build: { type: 'string' },
  })
  const settings = values['vars-file'] ? settingsOfFile(values['vars-file']) : {}
  for (const given of values.var) {
    const [, name = '', value = ''] = /^([^:=]+)[:=](.*)$/s.exec(given) ?? []
    if (!settingNames.includes(name))
      throw new Refusal(`--var ${given.split(/[:=]/)[0]}: there is no such setting.\nThese can be set: ${settingNames.join(', ')}`)
    settings[name] = value
  }
  return { port: portOf(values.port, '--port'), stateFolder: resolve(values['persist-to']), settings, build: values.build ?? null }
}

function settingsOfFile(path: string): Record<string, string> {
  if (!existsSync(path)) throw new Refusal(`--vars-file ${path}: there is no such file.`)
  const settings: Record<string, string> = {}
  for (const [name, value] of Object.entries(parseEnv(readFileSync(path, 'utf8'))))
    if (value !== undefined && settingNames.includes(name)) settings[name] = value
  return settings
}

/** Makes sure that nobody else serves this folder or holds this port. */
async function claim({ port, stateFolder }: Options): Promise<void> {
  const record = readRecord(stateFolder)
  if (record && isServing(record))
    throw new Refusal(
      `The state folder ${stateFolder} is already served, on port ${record.port} by process ${record.pid}.\nEnd that one (kill ${record.pid}), or name another folder with --persist-to.`,
    )
  if (record && (await endStale(record)) > 0) console.log('ended a runtime that an earlier server had left behind')
  if (!(await isFree(port)))
    throw new Refusal(`Port ${port} is taken by another program.\nEnd that one (lsof -i :${port} names it), or choose another port with --port.`)
}

/** A server that is started again must serve the same code, at once, whatever was edited since. */
function argumentsForRestart(build: string): string[] {
  const given = process.argv.slice(1)
  return given.includes('--build') ? given : [...given, '--build', build]
}

async function serve(options: Options): Promise<void> {
  const { port, stateFolder, settings } = options
  await claim(options)
  const given = options.build && existsSync(join(options.build, 'worker.js')) ? options.build : null
  const build = given ?? (await buildWorker())
  mkdirSync(stateFolder, { recursive: true })
  await migrate(stateFolder)

  const record: ServerRecord = { pid: process.pid, group: groupOf(process.pid), workerd: [], port, argv: argumentsForRestart(build), cwd: process.cwd() }
  const note = () => writeRecord(stateFolder, { ...record, workerd: childrenOf(process.pid).filter((pid) => commandOf(pid).includes('workerd')) })
  const runtime = workerRuntime(build, stateFolder, settings, port, note)
  await runtime.ready
  note()
  const clock = tick(runtime, cronsOf())
  const end = async () => {
    clearTimeout(clock.timer)
    await runtime.dispose()
    removeRecord(stateFolder)
    process.exit(0)
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Miniflare's own handler would end the process at once, with our record left behind.
    process.removeAllListeners(name)
    process.once(name, end)
  }
  // The command that started us and listens to us is gone.
  process.once('disconnect', end)
  console.log(`parley is ready on http://127.0.0.1:${port}`)
}

/** Fires the crons of wrangler.toml at each full minute. */
function tick(runtime: Miniflare, crons: readonly string[]) {
  const clock: { timer?: NodeJS.Timeout } = {}
  const wait = () => {
    clock.timer = setTimeout(fire, minuteMs - (Date.now() % minuteMs))
  }
  const fire = async () => {
    const minute = new Date(Math.round(Date.now() / minuteMs) * minuteMs)
    wait()
    for (const cron of crons.filter((expression) => fires(expression, minute))) {
      try {
        const worker = await runtime.getWorker()
        await worker.scheduled({ cron, scheduledTime: minute })
      } catch (error) {
        console.error(`the cron ${cron} failed: ${error instanceof Error ? error.message : error}`)
      }
    }
  }
  wait()
  return clock
}

await run(() => serve(optionsOf()))
