// The command: an emulator of ElevenLabs Agents with the packs' personas on the telephone.
import { packById } from '../src/packs/registry.ts'
import { settingsFrom } from './settings.ts'
import { startEmulator } from './start-emulator.ts'

const settings = settingsFrom(process.argv.slice(2))
const emulator = await startEmulator(settings, { book: (pack_id) => packById(pack_id)?.personas ?? [] }).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error
  console.error(`Port ${settings.port} is taken. Stop what listens there, or choose another with --port and point ELEVENLABS_BASE_URL at it.`)
  return process.exit(1)
})
console.log(`ElevenLabs emulator on ${emulator.url}, calling ${settings.product} (speed ${settings.speed}, seed ${settings.seed})`)

const end = () => void emulator.close().then(() => process.exit(0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
// Whoever started us with a channel is gone: nobody else will end us.
process.once('disconnect', end)
