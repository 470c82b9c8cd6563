// Processes on this machine: who is alive, who is whose child, and how to end one or a whole group.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** A small container may lack `ps`, and macOS has no /proc. */
const hasProc = existsSync('/proc/self/stat')

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return !hasProc || stateOf(pid) !== 'Z'
}

/** The command line of a process, its words joined by spaces; empty when it is gone. */
export function commandOf(pid: number): string {
  try {
    return hasProc
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\u0000', ' ').trim()
      : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

/** The group a process belongs to; a process whose group bears its own id leads it. */
export function groupOf(pid: number): number | null {
  try {
    const text = hasProc ? statOf(pid)[2] : execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return Number(text) || null
  } catch {
    return null
  }
}

export function childrenOf(pid: number): number[] {
  const pairs = hasProc ? procPairs() : psPairs()
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child)
}

/** @returns whether the process is gone within `waitMs` */
export async function whenGone(pid: number, waitMs: number): Promise<boolean> {
  const until = Date.now() + waitMs
  while (isAlive(pid)) {
    if (Date.now() > until) return false
    await pause(20)
  }
  return true
}

/** Sends a signal to one process or, with a negative id, to a group; one that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

// The second field of stat is the program's name in brackets and may hold spaces: what is wanted comes after it.
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function stateOf(pid: number): string {
  try {
    return statOf(pid)[0] ?? ''
  } catch {
    return 'Z'
  }
}

function procPairs(): [number, number][] {
  const pairs: [number, number][] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      pairs.push([Number(name), Number(statOf(Number(name))[1])])
    } catch {
      // It ended while the list was read.
    }
  }
  return pairs
}

function psPairs(): [number, number][] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number)
    return [pid, parent]
  })
}
