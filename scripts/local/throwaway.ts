// A product that lives as long as one command: the built Worker on a free port with a state folder that is deleted afterwards.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildWorker } from '../build-worker.ts'
import { endChildren, startChild, tailOf } from './children.ts'
import { Refusal, root } from './command.ts'
import { freePorts } from './ports.ts'

/** A cold build cache and a busy machine included. */
const readyWaitMs = 60_000

export type Throwaway = {
  url: string
  /** Where its emulated voice provider listens; null without one. */
  voice: string | null
  stateFolder: string
  port: number
  end: () => Promise<void>
}

/**
 * @param settings of the Worker, as `serve --var` takes them
 * @param speed    of the emulated voice provider beside it: `human`, a factor, or null for none
 */
export async function startThrowaway(settings: Record<string, string>, speed: string | null): Promise<Throwaway> {
  await buildWorker()
  const stateFolder = mkdtempSync(join(tmpdir(), 'parley-'))
  const [port = 0, voicePort = 0] = await freePorts(2)
  const url = `http://127.0.0.1:${port}`
  const voice = `http://127.0.0.1:${voicePort}`
  const given: Record<string, string> = speed ? { ELEVENLABS_BASE_URL: voice, ...settings } : settings
  const vars = Object.entries(given).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const serveLog = join(stateFolder, 'serve.log')
  startChild({
    name: 'Worker',
    command: [process.execPath, 'scripts/serve.ts', '--port', String(port), '--persist-to', stateFolder, ...vars],
    log: serveLog,
  })
  if (speed) {
    const log = join(stateFolder, 'emulator.log')
    startChild({ name: 'emulator', command: [process.execPath, 'emulator/emulator.ts', '--port', String(voicePort), '--product', url, '--speed', speed], log })
  }
  const end = async () => {
    await endChildren()
    rmSync(stateFolder, { recursive: true, force: true })
  }
  try {
    await untilAnswered(`${url}/healthz`, readyWaitMs)
    if (speed) await untilAnswered(voice, readyWaitMs)
  } catch {
    const told = [serveLog, join(stateFolder, 'emulator.log')].filter(existsSync).map((log) => tailOf(log))
    await end()
    throw new Refusal(`The product did not start:\n${told.join('\n')}`)
  }
  return { url, voice: speed ? voice : null, stateFolder, port, end }
}

/** Waits until a server answers, with whatever status. @throws Error when it does not in time */
export async function untilAnswered(url: string, waitMs: number): Promise<Response> {
  const until = Date.now() + waitMs
  for (;;) {
    try {
      return await fetch(url, { signal: AbortSignal.timeout(2000) })
    } catch (error) {
      if (Date.now() > until) throw new Error(`nothing answers at ${url}`, { cause: error })
      await pause(100)
    }
  }
}

/** Where a throw-away product's logs are worth keeping: printed when a command fails. */
export function logsOf({ stateFolder }: Throwaway): string {
  return ['serve.log', 'emulator.log'].map((name) => tailOf(join(stateFolder, name))).join('\n')
}

/** Whether the emulator is part of this checkout. */
export function hasEmulator(): boolean {
  return existsSync(join(root, 'emulator/emulator.ts'))
}
