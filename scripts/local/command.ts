// What every command shares: where the repository is, how arguments are read, and how a failure is told.
import { fileURLToPath } from 'node:url'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** With a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Something the person at the keyboard can mend: told without a stack. */
export class Refusal extends Error {}

/**
 * The arguments of a command. `--help` prints the usage and ends; a wrong argument prints it too and ends with 2.
 * @param usage the whole help text; its first line starts with `npm run …`
 */
export function argumentsOf<Options extends NonNullable<ParseArgsConfig['options']>>(usage: string, options: Options, allowPositionals = false) {
  const read = () => parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } as Options & { help: { type: 'boolean' } }, allowPositionals })
  let given: ReturnType<typeof read>
  try {
    given = read()
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
  if ((given.values as { help?: boolean }).help) {
    console.log(usage)
    process.exit(0)
  }
  return given
}

/** Runs a command's work and turns a failure into words and an exit code; a number that the work returns is the exit code. */
export async function run(work: () => Promise<unknown>): Promise<void> {
  try {
    const code = await work()
    process.exitCode = typeof code === 'number' ? code : 0
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error)
    process.exitCode = 1
  }
}

/** Whether this file was started by itself, and not imported by another. */
export function isMain(url: string): boolean {
  return process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1]
}
