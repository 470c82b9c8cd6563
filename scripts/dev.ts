// `npm run dev`: the product with reload at every change: `wrangler dev`, the dashboard by Vite, the emulated voice provider.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { tool } from './build-worker.ts'
import { endChildren, endWithChildren, keepAlive, programOf, startChild } from './local/children.ts'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { isFree } from './local/ports.ts'

const usage = `npm run dev

Runs wrangler dev on 8787 (its output here), the dashboard on http://localhost:8788 and the emulated voice provider on 8789,
on the state of npm start. Nobody is seeded, and no cron fires: curl 'localhost:8787/cdn-cgi/handler/scheduled?cron=*/5+*+*+*+*'`

const ports = { worker: 8787, dashboard: 8788, emulator: 8789 }
const logs = join(root, '.state/logs')

await run(async () => {
  argumentsOf(usage, {})
  for (const port of Object.values(ports)) {
    if (!(await isFree(port)))
      throw new Refusal(`Port ${port} is taken (lsof -i :${port} names the program). Perhaps npm start still runs: end it, then try again.`)
  }
  const state = ['--persist-to', join(root, '.state')]
  const migrated = await tool('wrangler', ['d1', 'migrations', 'apply', 'DB', '--local', ...state])
  if (migrated.code !== 0) throw new Refusal(`The local database could not be migrated:\n${migrated.output}`)
  endWithChildren()
  const worker = `http://127.0.0.1:${ports.worker}`
  const emulator = [process.execPath, 'emulator/emulator.ts', '--port', String(ports.emulator), '--product', worker] as const
  keepAlive({ name: 'emulator', command: [...emulator], log: join(logs, 'emulator.log') }, console.log)
  startChild({
    name: 'dashboard',
    command: [programOf('vite'), 'dashboard', '--port', String(ports.dashboard), '--strictPort'],
    env: { PARLEY_API: worker },
    log: join(logs, 'dashboard.log'),
  })
  const wrangler = spawn(programOf('wrangler'), ['dev', '--port', String(ports.worker), ...state, '--show-interactive-dev-session=false'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  })
  const code = await new Promise<number>((resolve) => wrangler.once('exit', (ended) => resolve(ended ?? 1)))
  await endChildren()
  return code
})
