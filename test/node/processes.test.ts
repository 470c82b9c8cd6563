// What keeps a killed server from leaving anything behind: knowing who lives, and the note beside the state.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePorts, isFree, portOf } from '../../scripts/local/ports.ts'
import { childrenOf, commandOf, groupOf, isAlive, signal, whenGone } from '../../scripts/local/processes.ts'
import { endStale, isServing, readRecord, removeRecord, type ServerRecord, writeRecord } from '../../scripts/local/server-record.ts'

/** A process that does nothing, ended with the test. */
function idle(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
  const pid = child.pid ?? 0
  onTestFinished(() => signal(pid, 'SIGKILL'))
  return pid
}

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const recordOf = (pid: number): ServerRecord => ({ pid, group: pid, workerd: [pid], port: 8787, argv: ['scripts/serve.ts'], cwd: '/' })

describe('a process', () => {
  test('started apart leads a group of its own, is known as our child, and is gone when killed', async () => {
    const pid = idle()
    expect(isAlive(pid)).toBe(true)
    expect(groupOf(pid)).toBe(pid)
    expect(childrenOf(process.pid)).toContain(pid)
    signal(-pid, 'SIGKILL')
    expect(await whenGone(pid, 5000)).toBe(true)
  })

  test('that is gone already may be ended again', () => {
    expect(() => signal(2 ** 22 + 1, 'SIGTERM')).not.toThrow()
    expect(commandOf(2 ** 22 + 1)).toBe('')
  })
})

describe('the note of a server', () => {
  test('is read as it was written, and by nobody else: it may hold secrets', () => {
    const folder = stateFolder()
    writeRecord(folder, recordOf(7))
    expect(readRecord(folder)).toEqual(recordOf(7))
    expect(statSync(join(folder, 'server.json')).mode & 0o077).toBe(0)
    removeRecord(folder)
    expect(readRecord(folder)).toBeNull()
  })

  test('never makes us end a stranger who was given the same process id', async () => {
    const stranger = idle()
    expect(isServing(recordOf(stranger))).toBe(false)
    expect(await endStale(recordOf(stranger))).toBe(0)
    expect(isAlive(stranger)).toBe(true)
  })
})

describe('a port', () => {
  test('that was found free can be had, each one once', async () => {
    const ports = await freePorts(3)
    expect(new Set(ports).size).toBe(3)
    expect(await Promise.all(ports.map(isFree))).toEqual([true, true, true])
  })

  test('that is no number from 1 to 65535 is refused by the name of its option', () => {
    for (const text of ['', '0', '65536', '80a', '-1']) expect(() => portOf(text, '--port')).toThrow('--port wants a port')
  })
})
