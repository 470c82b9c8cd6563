// Ends a server as a power cut would, and starts it again as it was started: the fault that the acceptance suite asks for.
import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { killServer, readRecord } from './local/server-record.ts'

const usage = `node scripts/restart-serve.ts [--persist-to DIR]

Kills the server of this state folder (SIGKILL, its runtime too) and starts it again with the same arguments, in the background.
  --persist-to DIR   state folder, default .state; the new server's output goes to DIR/server.log`

await run(async () => {
  const { values } = argumentsOf(usage, { 'persist-to': { type: 'string', default: join(root, '.state') } })
  const stateFolder = resolve(values['persist-to'])
  const record = readRecord(stateFolder)
  if (!record) throw new Refusal(`No server has noted itself in ${stateFolder}. Start one: npm run serve -- --persist-to ${stateFolder}`)
  await killServer(record)
  const log = openSync(join(stateFolder, 'server.log'), 'a')
  spawn(process.execPath, record.argv, { cwd: record.cwd, detached: true, stdio: ['ignore', log, log] }).unref()
})
