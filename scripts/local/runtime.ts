// The built Worker on Miniflare: which bindings it has is read out of wrangler.toml, the one place that says so.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { unstable_readConfig as readConfig, unstable_getMiniflareWorkerOptions as workerOptionsOf } from 'wrangler'
import { root } from './command.ts'

/** Modules that may lie beside the Worker's own, as wrangler.toml's rules and wrangler's defaults name them. */
const moduleTypes: Record<string, 'Text' | 'Data' | 'CompiledWasm'> = { sql: 'Text', txt: 'Text', html: 'Text', bin: 'Data', wasm: 'CompiledWasm' }

/** Miniflare writes to the terminal through this: warnings and errors, without a line for each request. */
class QuietLog extends Log {
  constructor() {
    super(LogLevel.WARN)
  }
}

/** What every runtime on one state folder shares. */
function optionsOf(stateFolder: string, settings: Record<string, string>) {
  const config = readConfig({ config: join(root, 'wrangler.toml') })
  return {
    ...workerOptionsOf(config).workerOptions,
    name: config.name ?? 'parley',
    // Not those of workerOptions: they would take in the checkout's .dev.vars, and a benchmark would run against real services.
    bindings: { ...config.vars, ...settings },
    // The folder that `wrangler dev --persist-to` would use, so that both commands see the same state.
    resourcePersistencePath: join(stateFolder, 'v3'),
    // Nobody reads the place of a request, and offline the look-up only warns.
    cf: false as const,
    log: new QuietLog(),
  }
}

/** @param restarted is called when the runtime had died and stands again */
export function workerRuntime(build: string, stateFolder: string, settings: Record<string, string>, port: number, restarted: () => void): Miniflare {
  return new Miniflare(
    convertV4MiniflareOptions({
      ...optionsOf(stateFolder, settings),
      host: '127.0.0.1',
      port,
      modulesRoot: build,
      modules: modulesOf(build),
      // Inside the state folder, so that the Pages server of one checkout never finds the Worker of another.
      unsafeDevRegistryPath: join(stateFolder, 'registry'),
      unsafeHandleRuntimeRestart: restarted,
    }),
  )
}

/** The state of a Worker without the Worker: its database can be read and migrated, and no queue or alarm runs. */
export function stateRuntime(stateFolder: string): Miniflare {
  const options = { ...optionsOf(stateFolder, {}), durableObjects: {}, queueConsumers: {}, queueProducers: {} }
  const modules = [{ type: 'ESModule' as const, path: 'nothing.js', contents: 'export default {}' }]
  return new Miniflare(convertV4MiniflareOptions({ ...options, modules }))
}

export function cronsOf(): readonly string[] {
  return readConfig({ config: join(root, 'wrangler.toml') }).triggers.crons ?? []
}

function modulesOf(build: string) {
  const beside = readdirSync(build).flatMap((file) => {
    const type = moduleTypes[file.slice(file.lastIndexOf('.') + 1)]
    return type ? [{ type, path: join(build, file), contents: readFileSync(join(build, file)) }] : []
  })
  const main = join(build, 'worker.js')
  return [{ type: 'ESModule' as const, path: main, contents: readFileSync(main) }, ...beside]
}
