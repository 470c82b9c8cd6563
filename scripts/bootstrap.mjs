// Brings node_modules to what the lock says. Runs before every command, on the Node that is there, so it uses built-ins only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${root}node_modules/.lock-sha256`

/** The first Node that runs TypeScript files as they are. */
const oldest = [22, 18]

const wanted = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex')
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
if (installed !== wanted) {
  console.log('Installing packages (about a minute, once) ...')
  const install = ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  // Inside an npm script npm names its own program file: that one works where `npm` is not on the path.
  const npm = process.env.npm_execpath
  const run = npm ? spawnSync(process.execPath, [npm, ...install], { cwd: root, stdio: 'inherit' }) : spawnSync('npm', install, { cwd: root, stdio: 'inherit' })
  if (run.status !== 0) {
    console.error('The packages could not be installed. Look at the lines above; `npm ci` repeats the step by itself.')
    process.exit(run.status ?? 1)
  }
  writeFileSync(stamp, wanted)
}

// On Linux the packages bring a Node of their own, which npm puts before the installed one. Elsewhere the installed one must do.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const recent = major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
if (!recent && !existsSync(`${root}node_modules/.bin/node`)) {
  console.error(
    `This machine has Node ${process.versions.node}; here Parley needs ${oldest.join('.')} or later. Install one from https://nodejs.org and try again.`,
  )
  process.exit(1)
}
