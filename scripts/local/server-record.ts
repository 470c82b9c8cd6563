// The note that a server leaves beside its state: who it is, so that it can be ended, restarted or accounted for by another program.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandOf, isAlive, signal, whenGone } from './processes.ts'

export type ServerRecord = {
  pid: number
  /** Set when the server leads a process group of its own, which may then be ended as a whole. */
  group: number | null
  workerd: number[]
  port: number
  /** How it was started: the arguments of Node, and where. */
  argv: string[]
  cwd: string
}

/** SIGKILL takes effect at once; only a busy disk makes it slower. */
const killWaitMs = 5000

function pathsOf(stateFolder: string) {
  return { record: join(stateFolder, 'server.json'), pid: join(stateFolder, 'server.pid') }
}

/** Writes `server.json`, and beside it `server.pid` for programs that only read a number. */
export function writeRecord(stateFolder: string, record: ServerRecord): void {
  const paths = pathsOf(stateFolder)
  mkdirSync(stateFolder, { recursive: true })
  writeFileSync(paths.record, `${JSON.stringify(record, null, 2)}\n`)
  // The arguments may hold secrets that were given with --var.
  chmodSync(paths.record, 0o600)
  writeFileSync(paths.pid, `${record.pid}\n`)
}

export function readRecord(stateFolder: string): ServerRecord | null {
  const { record } = pathsOf(stateFolder)
  return existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as ServerRecord) : null
}

export function removeRecord(stateFolder: string): void {
  for (const path of Object.values(pathsOf(stateFolder))) rmSync(path, { force: true })
}

/** Whether the server of this record runs. A process id is used again in time, so its command line is looked at too. */
export function isServing(record: ServerRecord): boolean {
  return isAlive(record.pid) && commandOf(record.pid).includes('serve.ts')
}

/**
 * Ends a workerd whose server died without it: it would keep the port and answer with old code.
 * @returns how many were ended
 */
export async function endStale(record: ServerRecord): Promise<number> {
  const stale = record.workerd.filter((pid) => isAlive(pid) && mayBeRuntime(pid))
  for (const pid of stale) signal(pid, 'SIGKILL')
  for (const pid of stale) await whenGone(pid, killWaitMs)
  return stale.length
}

/** A process that is dying has lost its command line already and may still hold the port: it is waited for too. */
function mayBeRuntime(pid: number): boolean {
  const command = commandOf(pid)
  return command === '' || command.includes('workerd')
}

/** Ends the server and its workerd as a power cut would. */
export async function killServer(record: ServerRecord): Promise<void> {
  if (isServing(record)) signal(record.group === record.pid ? -record.pid : record.pid, 'SIGKILL')
  await whenGone(record.pid, killWaitMs)
  await endStale(record)
}
