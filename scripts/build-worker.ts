// The Worker as it would be deployed: wrangler's own bundle, minified, made again only when something it is made of has changed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { argumentsOf, isMain, Refusal, root, run } from './local/command.ts'

const usage = `npm run build
Builds the Worker into .build/worker/<hash of its sources>, when it is not there yet.`

/** What the bundle is made of. */
const sources = ['src', 'durable-objects', 'wrangler.toml', 'package-lock.json']

/** A command that started with the build before may still be reading it. */
const buildsKept = 3

const builds = join(root, '.build/worker')

/** @returns the folder that holds worker.js and the modules beside it */
export async function buildWorker(): Promise<string> {
  const folder = join(builds, contentHash(sources).slice(0, 16))
  if (existsSync(join(folder, 'worker.js'))) return folder
  const unfinished = `${folder}.${process.pid}`
  const { code, output } = await tool('wrangler', ['deploy', '--dry-run', '--outdir', unfinished])
  if (code !== 0 || !existsSync(join(unfinished, 'worker.js'))) {
    rmSync(unfinished, { recursive: true, force: true })
    throw new Refusal(`The Worker could not be built:\n${output}`)
  }
  // Renamed when whole: two commands may build the same sources at once, and neither may see half a bundle.
  rmSync(folder, { recursive: true, force: true })
  renameSync(unfinished, folder)
  forgetOldBuilds()
  return folder
}

/** SHA-256 over names and contents of files and folders below the repository's root, in a fixed order. */
export function contentHash(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of filesBelow(path))
      hash
        .update(`${file}\n`)
        .update(readFileSync(join(root, file)))
        .update('\n')
  }
  return hash.digest('hex')
}

/**
 * Runs a program of one of our packages to its end, in the repository's root.
 * @returns its exit code, and all it printed
 */
export function tool(name: string, given: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const child = spawn(join(root, 'node_modules/.bin', name), given, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function filesBelow(path: string): string[] {
  const whole = join(root, path)
  if (!existsSync(whole)) return []
  if (!statSync(whole).isDirectory()) return [path]
  const entries = readdirSync(whole, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((file) => file.slice(root.length)).sort()
}

function forgetOldBuilds(): void {
  const folders = readdirSync(builds).filter((name) => /^[0-9a-f]{16}$/.test(name))
  const byAge = folders.sort((a, b) => statSync(join(builds, b)).mtimeMs - statSync(join(builds, a)).mtimeMs)
  for (const name of byAge.slice(buildsKept)) rmSync(join(builds, name), { recursive: true, force: true })
}

if (isMain(import.meta.url)) {
  await run(async () => {
    argumentsOf(usage, {})
    mkdirSync(builds, { recursive: true })
    console.log(`The Worker stands in ${(await buildWorker()).slice(root.length)}`)
  })
}
