// The programs that a command runs beside itself: each in a process group of its own, none left behind when the command ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from './command.ts'
import { commandOf, isAlive, signal } from './processes.ts'

export type Program = {
  name: string
  /** The file to run, and its arguments. */
  command: readonly [string, ...string[]]
  cwd?: string
  env?: Record<string, string>
  /** Where its output goes; null is our own output. */
  log: string | null
}

/** Long enough for a clean end on a busy machine; a person who waits presses Ctrl-C again. */
const endWaitMs = 8000

/** A program that dies as soon as it is started is not started again at once. */
const restartDelaysMs = [100, 500, 2000, 5000]

/** Whoever lived this long did start. */
const settledMs = 10_000

const running = new Map<string, ChildProcess>()
const ended = { all: false }

/** Starts a program. Our own programs also notice when this process is gone. */
export function startChild(program: Program): ChildProcess {
  const log = program.log === null ? 'inherit' : logFile(program.log)
  const [file, ...given] = program.command
  const own = file === process.execPath
  const child = spawn(file, given, {
    cwd: program.cwd ?? root,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', ...program.env },
    detached: true,
    stdio: own ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
  })
  running.set(program.name, child)
  // The channel is there to be closed, not to keep us waiting.
  child.channel?.unref()
  child.once('exit', () => running.get(program.name) === child && running.delete(program.name))
  return child
}

/**
 * Starts a program and starts it again whenever it dies, until the command ends.
 * @param told is given each restart, in words
 */
export function keepAlive(program: Program, told: (line: string) => void): void {
  const state = { quickDeaths: 0 }
  const start = () => {
    const since = Date.now()
    startChild(program).once('exit', async (code, by) => {
      if (ended.all) return
      state.quickDeaths = Date.now() - since < settledMs ? state.quickDeaths + 1 : 0
      told(`The ${program.name} ended (${by ?? `code ${code}`}); starting it again.${program.log ? ` Its log: ${program.log}` : ''}`)
      await pause(restartDelaysMs[Math.min(state.quickDeaths, restartDelaysMs.length - 1)])
      if (!ended.all) start()
    })
  }
  start()
}

/** Ends one program as Ctrl-C would, and waits until it is gone. */
export async function endChild(name: string): Promise<void> {
  const child = running.get(name)
  if (!child?.pid) return
  const gone = new Promise((end) => child.once('exit', end))
  signal(-child.pid, 'SIGTERM')
  await Promise.race([gone, pause(endWaitMs)])
}

/** Ends every program's whole group: first asked, then forced. */
export async function endChildren(): Promise<void> {
  ended.all = true
  const groups = [...running.values()].flatMap((child) => (child.pid === undefined ? [] : [child.pid]))
  for (const pid of groups) signal(-pid, 'SIGTERM')
  const until = Date.now() + endWaitMs
  while (groups.some(isAlive) && Date.now() < until) await pause(30)
  killChildren(groups)
}

/** For signals, and for the death of whoever started us: ends all programs, then this process. A second signal forces it. */
export function endWithChildren(last: () => void = () => {}): void {
  const state = { asked: false }
  const end = async (code: number) => {
    if (state.asked) {
      killChildren([...running.values()].flatMap((child) => child.pid ?? []))
      process.exit(code)
    }
    state.asked = true
    await endChildren()
    last()
    process.exit(code)
  }
  process.on('SIGINT', () => end(130))
  process.on('SIGTERM', () => end(143))
  process.on('SIGHUP', () => end(129))
  // npm that is killed does not always hand the signal on.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && end(0), 1000).unref()
}

/** Notes who runs, so that the next start can end what a killed one left behind. */
export function noteChildren(path: string): void {
  const rows = [...running.values()].flatMap((child) => (child.pid === undefined ? [] : [{ pid: child.pid, command: commandOf(child.pid) }]))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(rows))
}

/** @returns how many programs of an earlier start were still running and have been ended */
export function endLeftovers(path: string): number {
  if (!existsSync(path)) return 0
  const rows = JSON.parse(readFileSync(path, 'utf8')) as { pid: number; command: string }[]
  const left = rows.filter((row) => row.command !== '' && isAlive(row.pid) && commandOf(row.pid) === row.command)
  killChildren(left.map((row) => row.pid))
  rmSync(path)
  return left.length
}

/** The last lines of a log, for a message about why something did not start. */
export function tailOf(log: string, lines = 15): string {
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : ''
}

function logFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, 'a')
}

/** The path of a program of our packages. */
export function programOf(name: string): string {
  return join(root, 'node_modules/.bin', name)
}

function killChildren(groups: readonly number[]): void {
  for (const pid of groups) signal(-pid, 'SIGKILL')
}
