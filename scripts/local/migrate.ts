// Brings the local D1 to the newest migration, in the way and with the bookkeeping of `wrangler d1 migrations apply`.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unstable_splitSqlQuery as splitStatements } from 'wrangler'
import { contentHash } from '../build-worker.ts'
import { root } from './command.ts'
import { stateRuntime } from './runtime.ts'

const folder = 'migrations'

/** The table by which wrangler knows what has been applied. */
const bookkeeping =
  'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)'

/** Applies what is missing, each migration as one transaction. A database that was brought up to these very files before is not opened. */
export async function migrate(stateFolder: string): Promise<void> {
  const stamp = join(stateFolder, 'migrations.sha256')
  const wanted = contentHash([folder])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const runtime = stateRuntime(stateFolder)
  try {
    const database = await runtime.getD1Database('DB')
    await database.prepare(bookkeeping).run()
    const { results } = await database.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
    const applied = new Set(results.map((row) => row.name))
    for (const name of migrationFiles().filter((file) => !applied.has(file))) {
      const statements = splitStatements(readFileSync(join(root, folder, name), 'utf8'))
      const note = database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)
      await database.batch([...statements.map((statement) => database.prepare(statement)), note])
    }
  } finally {
    await runtime.dispose()
  }
  mkdirSync(stateFolder, { recursive: true })
  writeFileSync(stamp, wanted)
}

function migrationFiles(): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
}
