// The dashboard as Pages would serve it, built again only when something it is made of has changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { contentHash, tool } from './build-worker.ts'
import { argumentsOf, isMain, Refusal, root, run } from './local/command.ts'

const usage = `npm run build
Builds the dashboard into dashboard/dist, when its sources have changed.`

const sources = [
  ...['src', 'public', 'functions', 'index.html', 'vite.config.ts', 'package.json'].map((path) => `dashboard/${path}`),
  ...['src/contract', 'src/domain', 'src/packs', 'package-lock.json'],
]
const stamp = join(root, '.build/dashboard.sha256')

export async function buildDashboard(): Promise<void> {
  const wanted = contentHash(sources)
  const built = existsSync(join(root, 'dashboard/dist/index.html')) && existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  if (built === wanted) return
  const { code, output } = await tool('vite', ['build', 'dashboard', '--config', 'dashboard/vite.config.ts'])
  if (code !== 0) throw new Refusal(`The dashboard could not be built:\n${output}`)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

if (isMain(import.meta.url)) {
  await run(async () => {
    argumentsOf(usage, {})
    await buildDashboard()
    console.log('The dashboard stands in dashboard/dist')
  })
}
