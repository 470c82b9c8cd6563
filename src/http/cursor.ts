// Cursors: the place in a list after which the next page begins, sealed so that only our own come back.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { configOf } from '../config.ts'
import { Problem } from './problems.ts'

const mostCharacters = 1024
/** 128 bits are beyond guessing, and keep a cursor short. */
const sealBytes = 16

const positionSchema = z.array(z.string()).min(1).max(4)
/** The sort key of the last row of a page, and its id. */
export type Position = readonly [string, ...string[]]

/**
 * @param list  which list, as a name: a cursor of another one is refused
 * @param rows  one more than `limit` where there is a next page
 * @param place where a row stands in the order of the list
 */
export function pageOf<Row>(
  env: Env,
  list: string,
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => Position,
): { items: Row[]; next_cursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next_cursor: last && rows.length > limit ? sealed(env, list, place(last)) : null }
}

/**
 * @param parts how many texts a place in this list has
 * @returns undefined for the first page
 * @throws Problem invalid-cursor for everything that `pageOf` did not make for this list
 */
export function positionIn(env: Env, list: string, parts: number, cursor: string | undefined): string[] | undefined {
  if (cursor === undefined) return undefined
  const [text, seal, ...rest] = cursor.length > mostCharacters ? [] : cursor.split('.')
  if (text === undefined || seal === undefined || rest.length > 0) throw new Problem('invalid-cursor')
  const wanted = sealOf(env, list, text)
  const given = Buffer.from(seal, 'base64url')
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Problem('invalid-cursor')
  const position = positionSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  if (position.length !== parts) throw new Problem('invalid-cursor')
  return position
}

function sealed(env: Env, list: string, position: Position): string {
  const text = Buffer.from(JSON.stringify(position), 'utf8').toString('base64url')
  return `${text}.${Buffer.from(sealOf(env, list, text)).toString('base64url')}`
}

function sealOf(env: Env, list: string, text: string): Uint8Array {
  return createHmac('sha256', configOf(env).CALL_TOKEN_SECRET).update(`cursor\n${list}\n${text}`).digest().subarray(0, sealBytes)
}
