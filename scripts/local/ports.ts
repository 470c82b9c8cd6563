// Ports on this machine.
import { createServer } from 'node:net'
import { Refusal } from './command.ts'

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** As many free ports as asked for, all different; nothing holds them until somebody listens. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    probes.map(
      (probe) =>
        new Promise<number>((resolve, reject) => {
          probe.once('error', reject)
          probe.listen(0, '127.0.0.1', () => {
            const address = probe.address()
            resolve(typeof address === 'object' && address ? address.port : 0)
          })
        }),
    ),
  )
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))))
  return ports
}

/** @throws Refusal saying what the option wants */
export function portOf(text: string, option: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new Refusal(`${option} wants a port from 1 to 65535, not "${text}"`)
  return port
}

export type ProductPorts = { dashboard: number; worker: number; emulator: number }

const productPorts = [
  { part: 'dashboard', option: 'PARLEY_PORT', usual: 8788 },
  { part: 'worker', option: 'PARLEY_WORKER_PORT', usual: 8787 },
  { part: 'emulator', option: 'PARLEY_EMULATOR_PORT', usual: 8789 },
] as const

/**
 * The ports of the whole product: the usual ones, or those that the environment names.
 * @throws Refusal naming each that is taken, and the way out
 */
export async function claimProductPorts(command: string): Promise<ProductPorts> {
  const ports: ProductPorts = { dashboard: 0, worker: 0, emulator: 0 }
  const taken: string[] = []
  const others: string[] = []
  for (const { part, option, usual } of productPorts) {
    const port = portOf(process.env[option] ?? String(usual), option)
    ports[part] = port
    if (await isFree(port)) continue
    taken.push(`Port ${port} (${part}) is taken. What holds it: lsof -i :${port}`)
    others.push(`${option}=${port + 1000}`)
  }
  if (taken.length > 0) throw new Refusal(`${taken.join('\n')}\nEnd that program, or choose other ports:\n  ${others.join(' ')} ${command}`)
  return ports
}
