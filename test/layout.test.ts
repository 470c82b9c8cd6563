// The layout of the house, checked: who imports whom by the table of docs/architecture.md, and what may stand where.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const houses = ['src', 'durable-objects', 'dashboard', 'emulator', 'scripts']
const ruleFolders = ['domain', 'compliance', 'packs', 'conversation', 'contract']
const rulePackages = ['zod', 'temporal-polyfill', 'libphonenumber-js', 'card-validator']
const notWritten = /(^|\/)(node_modules|dist|\.wrangler)\//

type Source = { path: string; room: string; text: string; code: string; imports: Import[] }
type Import = { from: string; typeOnly: boolean; lazy: boolean; package: string | null; path: string | null }

/** The room of a file: its folder below src, the name of a file that stands in src itself, else its house. */
function roomOf(path: string): string {
  const [house = '', second = ''] = path.split('/')
  return house === 'src' ? second.replace(/\.tsx?$/, '') : house
}

/** The code without what is said in comments and strings. */
function bare(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
}

function importsOf(path: string, text: string): Import[] {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, '')
  const found: Import[] = []
  const add = (from: string, typeOnly: boolean, lazy: boolean) => {
    const inside = from.startsWith('.')
    const target = inside ? relative(root, join(root, dirname(path), from)) : null
    found.push({ from, typeOnly, lazy, path: target, package: inside ? null : (/^(@[^/]+\/[^/]+|[^/]+)/.exec(from)?.[1] ?? from) })
  }
  for (const [, keyword, type, from = ''] of plain.matchAll(/^\s*(import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s+)?'([^']+)'/gm)) {
    if (keyword) add(from, type !== undefined, false)
  }
  for (const [, from = ''] of plain.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) add(from, false, true)
  return found
}

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  return { path, room: roomOf(path), text, code: bare(text), imports: importsOf(path, text) }
}

const sources: Source[] = houses.flatMap((house) => {
  if (!existsSync(join(root, house))) return []
  const files = readdirSync(join(root, house), { recursive: true, encoding: 'utf8' }).map((name) => `${house}/${name}`)
  return files.filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && !notWritten.test(path)).map(read)
})
/** Compared as a list, so that a failure shows every line. */
const none: string[] = []
const paths = new Set(sources.map((source) => source.path))

/** The table: room -> rooms; a room in brackets may give types only. */
function readTable(): Map<string, { may: Set<string>; types: Set<string> }> {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  const part = page.slice(page.indexOf('## Who may import whom'))
  const rows = [...part.matchAll(/^\| ([a-z-]+) \|([^|]*)\|$/gm)].filter(([, room]) => room !== 'folder')
  return new Map(
    rows.map(([, room = '', cell = '']) => {
      const names = cell.split(',').map((name) => name.trim())
      const types = names.flatMap((name) => /^([a-z-]+) \(types only\)$/.exec(name)?.[1] ?? [])
      return [room, { may: new Set(names.filter((name) => /^[a-z-]+$/.test(name))), types: new Set(types) }]
    }),
  )
}
const table = readTable()

/** Every breach of a rule, as lines that name file and fault; an empty list is what the tests want. */
function breaches(of: (source: Source) => readonly string[]): string[] {
  return sources.flatMap((source) => of(source).map((fault) => `${source.path}: ${fault}`))
}
function uses(source: Source, patterns: readonly RegExp[]): string[] {
  return patterns.flatMap((pattern) => pattern.exec(source.code)?.[0] ?? [])
}
const onWorker = (source: Source) => source.path.startsWith('src/') || source.path.startsWith('durable-objects/')

describe('the layout of the house', () => {
  test('is written down: every room has its row in docs/architecture.md', () => {
    const rooms = [...new Set(sources.map((source) => source.room))]
    expect(rooms.filter((room) => !table.has(room))).toEqual(none)
    expect(table.size).toBeGreaterThan(10)
  })

  test('lets no room import another that its row does not name', () => {
    const found = breaches(({ room, imports }) =>
      imports.flatMap((one) => {
        // The package's own name and version are no room.
        if (!one.path || one.path === 'package.json') return []
        const target = roomOf(one.path)
        const row = table.get(room)
        const allowed = target === room || row?.may.has(target) || (one.typeOnly && row?.types.has(target))
        return allowed ? [] : [`imports ${one.path}`]
      }),
    )
    expect(found).toEqual(none)
  })

  test('has no relative import of a file that is not there', () => {
    const found = breaches(({ imports }) =>
      imports.flatMap((one) => (one.path && /\.tsx?$/.test(one.path) && !paths.has(one.path) && !existsSync(join(root, one.path)) ? [one.from] : [])),
    )
    expect(found).toEqual(none)
  })

  test('keeps the rules pure: no clock, no chance, no network, no waiting, no bindings', () => {
    const impure = [/\bDate\.now\b/, /\bnew Date\(\s*\)/, /\bMath\.random\b/, /\bcrypto\b/, /\bfetch\(/, /\bawait\b/, /\benv\b/]
    expect(breaches((source) => (ruleFolders.includes(source.room) ? uses(source, impure) : []))).toEqual(none)
  })

  test('keeps packages out of the rules, but for a few that are pure themselves', () => {
    const found = breaches((source) =>
      ruleFolders.includes(source.room) ? source.imports.flatMap((one) => (one.package && !rulePackages.includes(one.package) ? [one.from] : [])) : [],
    )
    expect(found).toEqual(none)
  })

  test('shows of the packs only the interface and the registry', () => {
    const doors = ['src/packs/pack.ts', 'src/packs/registry.ts']
    const found = breaches((source) =>
      // The emulator plays the packs' personas, which are a pack's own and no rule of the product.
      source.room === 'packs' ? [] : source.imports.flatMap((one) => (one.path?.startsWith('src/packs/') && !doors.includes(one.path) ? [one.path] : [])),
    )
    expect(found).toEqual(none)
  })

  test('lets no pack know another', () => {
    const packOf = (path: string) => /^src\/packs\/([^/]+)\//.exec(path)?.[1]
    const found = breaches((source) => {
      const own = packOf(source.path)
      return source.imports.flatMap((one) => {
        const other = one.path ? packOf(one.path) : undefined
        return own && other && own !== other ? [one.from] : []
      })
    })
    expect(found).toEqual(none)
  })

  test('loads the ElevenLabs package in one file, and only when it is first used', () => {
    const found = breaches((source) =>
      source.imports.flatMap((one) => {
        if (one.package !== '@elevenlabs/elevenlabs-js') return []
        return source.path === 'src/voice/elevenlabs.ts' && (one.lazy || one.typeOnly) ? [] : [one.from]
      }),
    )
    expect(found).toEqual(none)
  })

  test('speaks to the outside from the voice and intelligence edges alone', () => {
    const speakers = ['src/voice/elevenlabs.ts', 'src/intelligence/openrouter.ts']
    const found = breaches((source) => {
      const free = !onWorker(source) && source.room !== 'dashboard'
      if (free || speakers.includes(source.path) || source.path.startsWith('dashboard/src/api/')) return []
      return uses(source, [/(?<![.\w])(?<!\b(?:async|override)\s)fetch\(/])
    })
    expect(found).toEqual(none)
  })

  test('sees the database in the store alone', () => {
    expect(breaches((source) => (onWorker(source) && source.room !== 'store' ? uses(source, [/\benv\.DB\b/]) : []))).toEqual(none)
  })

  test('sends jobs from the outbox and from outreach alone', () => {
    const found = breaches((source) =>
      onWorker(source) && source.room !== 'outreach' && source.path !== 'durable-objects/outbox.ts'
        ? uses(source, [/\.sendBatch\(|\benv\.(PROJECTION|ANALYSIS|EFFECTS)\.send\(/])
        : [],
    )
    expect(found).toEqual(none)
  })

  test('asks nobody which pack it is: outside packs/ no pack is named in a comparison', () => {
    const found = breaches((source) =>
      onWorker(source) && source.room !== 'packs' ? (/\bpack(_id)?\s*[!=]==?\s*'[a-z]/.exec(source.text) ?? []).slice(0, 1) : [],
    )
    expect(found).toEqual(none)
  })

  test('has no file whose name says nothing', () => {
    const empty = /(^|\/)(index|utils?|helpers?|common|misc|types?|constants?|base|manager)\.tsx?$/
    expect(sources.filter((source) => empty.test(source.path)).map((source) => source.path)).toEqual(none)
  })

  test('opens every file with a line on what it owns', () => {
    expect(sources.filter((source) => !/^(#!.*\n)?(\/\/ |\/\*\*? )\S/.test(source.text)).map((source) => source.path)).toEqual(none)
  })

  test('has no circle of imports', () => {
    const graph = new Map(sources.map((source) => [source.path, source.imports.flatMap((one) => (one.path && paths.has(one.path) ? [one.path] : []))]))
    expect(circleIn(graph)).toBeNull()
  })
})

/** The files of one circle, in order; null when there is none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): string[] | null => {
    const again = way.indexOf(path)
    if (again >= 0) return [...way.slice(again), path]
    if (done.has(path)) return null
    for (const next of graph.get(path) ?? []) {
      const circle = visit(next, [...way, path])
      if (circle) return circle
    }
    done.add(path)
    return null
  }
  for (const path of graph.keys()) {
    const circle = visit(path, [])
    if (circle) return circle
  }
  return null
}
