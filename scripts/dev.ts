// `npm run dev`: the product with reload at every change: `wrangler dev`, the dashboard by Vite, the emulated voice provider.
import { join } from 'node:path'
import { tool } from './build-worker.ts'
import { endChildren, endWithChildren, keepAlive, programOf, startChild } from './local/children.ts'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { claimProductPorts } from './local/ports.ts'
import { isServing, readRecord } from './local/server-record.ts'

const usage = `npm run dev

Runs wrangler dev on 8787 (its output here), the dashboard on http://localhost:8788 and the emulated voice provider on 8789,
on the state of npm start; the ports by the same variables. Nobody is seeded, and no cron fires: curl 'localhost:8787/cdn-cgi/handler/scheduled?cron=*/5+*+*+*+*'`

const logs = join(root, '.state/logs')

await run(async () => {
  argumentsOf(usage, {})
  const served = readRecord(join(root, '.state'))
  if (served && isServing(served)) throw new Refusal(`npm start or npm run serve still runs on .state (process ${served.pid}): end it first.`)
  const ports = await claimProductPorts('npm run dev')
  const state = ['--persist-to', join(root, '.state')]
  const migrated = await tool('wrangler', ['d1', 'migrations', 'apply', 'DB', '--local', ...state])
  if (migrated.code !== 0) throw new Refusal(`The local database could not be migrated:\n${migrated.output}`)
  endWithChildren()
  const worker = `http://127.0.0.1:${ports.worker}`
  const vars = ['--var', `DASHBOARD_ORIGIN:http://localhost:${ports.dashboard}`, '--var', `ELEVENLABS_BASE_URL:http://127.0.0.1:${ports.emulator}`]
  const emulator = [process.execPath, 'emulator/emulator.ts', '--port', String(ports.emulator), '--product', worker] as const
  keepAlive({ name: 'emulator', command: [...emulator], log: join(logs, 'emulator.log') }, console.log)
  startChild({
    name: 'dashboard',
    command: [programOf('vite'), 'dashboard', '--port', String(ports.dashboard), '--strictPort'],
    env: { PARLEY_API: worker },
    log: join(logs, 'dashboard.log'),
  })
  const wrangler = startChild({
    name: 'Worker',
    command: [programOf('wrangler'), 'dev', '--port', String(ports.worker), ...state, '--show-interactive-dev-session=false', ...vars],
    log: null,
  })
  const code = await new Promise<number>((resolve) => wrangler.once('exit', (ended) => resolve(ended ?? 1)))
  await endChildren()
  return code
})
