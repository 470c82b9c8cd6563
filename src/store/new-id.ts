// The id of a new thing: its first bits are the time, so that ids sort as their things were made.
import { uuidv7 } from 'uuidv7'
import { idFromUuid, type Prefix } from '../domain/id.ts'

export function newId(prefix: Prefix): string {
  return idFromUuid(prefix, uuidv7())
}
