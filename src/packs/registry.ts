// pack_id -> pack: with pack.ts the only file of this folder that others import.
import { collections } from './collections/collections.ts'
import type { Pack } from './pack.ts'
import { roadside } from './roadside/roadside.ts'

export const packs: readonly Pack[] = [collections, roadside]

export const packIds: readonly string[] = packs.map((pack) => pack.pack_id)

export function packById(pack_id: string): Pack | undefined {
  return packs.find((pack) => pack.pack_id === pack_id)
}
