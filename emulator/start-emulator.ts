// Puts the emulator together and listens on this machine alone.
import type { AddressInfo } from 'node:net'
import type { PersonaBook } from './call/persona.ts'
import { createExchange, type Plans, providerPlans } from './exchange.ts'
import { controlRoutes } from './http/control.ts'
import { convaiRoutes } from './http/convai.ts'
import { createHttpServer } from './http/server.ts'
import { type Clock, wallClock } from './pace.ts'
import type { Settings } from './settings.ts'

/** Control routes have no key, so nobody else may reach them. */
const loopback = '127.0.0.1'

type Emulator = { url: string; close: () => Promise<void> }

/**
 * @param parts.book  who can answer, by pack
 * @param parts.clock and parts.plans stand in for real time in tests
 * @throws Error when the port is taken (`code` EADDRINUSE)
 */
export async function startEmulator(settings: Settings, parts: { book: PersonaBook; clock?: Clock; plans?: Plans }): Promise<Emulator> {
  const exchange = createExchange({ settings, clock: parts.clock ?? wallClock, plans: parts.plans ?? providerPlans, book: parts.book })
  const server = createHttpServer([...convaiRoutes(exchange), ...controlRoutes(exchange)], exchange)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, loopback, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${loopback}:${port}`,
    close: () =>
      new Promise((resolve) => {
        exchange.reset()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
