// `npm start`: the whole product on this machine. Worker, voice provider and dashboard, sample customers, one address.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { buildDashboard } from './build-dashboard.ts'
import { buildWorker } from './build-worker.ts'
import { apiOf } from './local/api.ts'
import { endChildren, endLeftovers, endWithChildren, keepAlive, noteChildren, programOf, tailOf } from './local/children.ts'
import { argumentsOf, Refusal, root, run } from './local/command.ts'
import { claimProductPorts, freePorts } from './local/ports.ts'
import { isServing, killServer, readRecord } from './local/server-record.ts'
import { untilAnswered } from './local/throwaway.ts'
import { sampleCustomers } from './sample-customers.ts'
import { seed } from './seed.ts'

const usage = `npm start

Starts the Worker, the emulated voice provider and the dashboard, and adds sample customers once. Ctrl-C ends everything.
State lies in .state; npm run reset clears it. With keys in .dev.vars (see .dev.vars.example) the real services are used.
  PARLEY_PORT            the dashboard, the one address to open (8788)
  PARLEY_WORKER_PORT     the Worker (8787)
  PARLEY_EMULATOR_PORT   the emulated voice provider (8789)`

const stateFolder = join(root, '.state')
const varsFile = join(root, '.dev.vars')
const logs = join(stateFolder, 'logs')
const childrenNote = join(stateFolder, 'children.json')

/** A cold start of workerd on a busy machine takes a few seconds; the rest is patience. */
const readyWaitMs = 60_000

/** What the real voice provider needs beside its key. The secrets guard doors that it reaches from outside: the well-known local ones will not do. */
const realSettings = ['ELEVENLABS_AGENTS', 'ELEVENLABS_PHONE_NUMBER_ID', 'ELEVENLABS_WEBHOOK_SECRET', 'CUSTOM_LLM_SECRET', 'TOOL_SECRET', 'CALL_TOKEN_SECRET']

/** The settings of .dev.vars that choose between emulator and real services. @throws Refusal naming what is missing */
function realServices(): { voice: boolean; named: readonly string[] } {
  const given = existsSync(varsFile) ? parseEnv(readFileSync(varsFile, 'utf8')) : {}
  const named = Object.keys(given).filter((name) => given[name])
  const voice = named.includes('ELEVENLABS_API_KEY')
  const missing = realSettings.filter((name) => !named.includes(name))
  if (voice && missing.length > 0)
    throw new Refusal(
      `.dev.vars has ELEVENLABS_API_KEY, and real calls also need: ${missing.join(', ')}\nAdd them (see .dev.vars.example), or take the key out to use the emulator.`,
    )
  return { voice, named }
}

async function start(): Promise<void> {
  argumentsOf(usage, {})
  const earlier = readRecord(stateFolder)
  const left = endLeftovers(childrenNote)
  if (earlier && left > 0) await killServer(earlier)
  else if (earlier && isServing(earlier))
    throw new Refusal(
      `.state is already served (process ${earlier.pid}, port ${earlier.port}).\nEnd that one first: Ctrl-C where it runs, or kill ${earlier.pid}`,
    )
  const { voice, named } = realServices()
  const ports = await claimProductPorts('npm start')
  endWithChildren(() => rmSync(childrenNote, { force: true }))

  console.log('Building ...')
  const [build] = await Promise.all([buildWorker(), buildDashboard()])

  const address = `http://localhost:${ports.dashboard}`
  const worker = `http://127.0.0.1:${ports.worker}`
  const emulator = `http://127.0.0.1:${ports.emulator}`
  const settings: Record<string, string> = {
    DASHBOARD_ORIGIN: address,
    ELEVENLABS_BASE_URL: voice ? 'https://api.elevenlabs.io' : emulator,
  }
  const vars = Object.entries(settings).flatMap(([name, value]) => (named.includes(name) ? [] : ['--var', `${name}:${value}`]))
  const fromFile = existsSync(varsFile) ? ['--vars-file', varsFile] : []
  // Two wranglers that start at once race for one inspector port.
  const [inspector = 0] = await freePorts(1)
  const registry = join(stateFolder, 'registry')
  mkdirSync(registry, { recursive: true })
  const say = (line: string) => {
    console.log(line)
    noteChildren(childrenNote)
  }
  const logOf = (name: string) => join(logs, `${name}.log`)
  keepAlive(
    {
      name: 'Worker',
      command: [process.execPath, 'scripts/serve.ts', '--port', String(ports.worker), '--persist-to', stateFolder, '--build', build, ...fromFile, ...vars],
      log: logOf('worker'),
    },
    say,
  )
  if (!voice)
    keepAlive(
      { name: 'emulator', command: [process.execPath, 'emulator/emulator.ts', '--port', String(ports.emulator), '--product', worker], log: logOf('emulator') },
      say,
    )
  keepAlive(
    {
      name: 'dashboard',
      command: [
        programOf('wrangler'),
        'pages',
        'dev',
        '--ip',
        '127.0.0.1',
        '--port',
        String(ports.dashboard),
        '--inspector-port',
        String(inspector),
        '--binding',
        'LOCAL_KEY=dev',
      ],
      cwd: join(root, 'dashboard'),
      env: { WRANGLER_REGISTRY_PATH: registry, MINIFLARE_REGISTRY_PATH: registry },
      log: logOf('dashboard'),
    },
    say,
  )
  noteChildren(childrenNote)

  try {
    await untilAnswered(`${worker}/healthz`, readyWaitMs)
    await seed(apiOf(worker), voice, Date.now())
    if (!voice) await cast(`http://127.0.0.1:${ports.emulator}`)
    await untilAnswered(`http://127.0.0.1:${ports.dashboard}/`, readyWaitMs)
  } catch (error) {
    await endChildren()
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal(`The product did not start: ${reason}\n${['worker', 'dashboard'].map((name) => `--- ${logOf(name)}\n${tailOf(logOf(name))}`).join('\n')}`)
  }
  console.log(`\n  Parley is ready: ${address}\n`)
  for (const line of voice ? realHints : hints) console.log(`  ${line}`)
  console.log(`\n  Logs: .state/logs    Fresh start: npm run reset    End: Ctrl-C\n`)
}

/** Who plays whom, so that what the hints promise is what is heard. */
async function cast(emulator: string): Promise<void> {
  await untilAnswered(`${emulator}/healthz`, readyWaitMs)
  for (const { customer, played_by } of sampleCustomers(Date.now())) {
    if (played_by === undefined) continue
    const body = JSON.stringify({ to_number: customer.phone, persona_id: played_by })
    await fetch(`${emulator}/__persona`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }
}

const hints = [
  '1. Customers: press Call at Maria Alvarez (collections) or Emily Carter (roadside), and watch the call being spoken.',
  '2. Press Call at Thomas Novak: the receipt says which rule forbids it.',
  '3. When a call has ended, its page shows what was promised, and Follow-ups what happens next and when.',
]
const realHints = [
  '1. Calls are real here: keys were found in .dev.vars. Nobody of the sample customers may be called.',
  '2. Add a customer with your own number and your consent: POST /api/customers, described at /api/openapi.json.',
  '3. ElevenLabs must reach /api/webhooks, /api/tools and /v1 of the Worker from outside. Forward nothing else: here the key "dev" opens every door.',
]

await run(start)
