// Clears everything that this machine remembers: customers, calls, logs.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { endStale, isServing, readRecord } from './local/server-record.ts'

const usage = `npm run reset
Deletes the local state folder (.state). The next npm start begins with fresh sample customers.`

await run(async () => {
  argumentsOf(usage, {})
  const stateFolder = join(root, '.state')
  const record = readRecord(stateFolder)
  if (record && isServing(record))
    throw new Refusal(`A server is still using .state (process ${record.pid}, port ${record.port}). End it first: Ctrl-C, or kill ${record.pid}`)
  if (record) await endStale(record)
  if (!existsSync(stateFolder)) {
    console.log('There is nothing to clear.')
    return
  }
  rmSync(stateFolder, { recursive: true, force: true })
  console.log('Cleared .state.')
})
