// One phone number: which call holds its line, so that two people behind one number never ring together.
import { DurableObject } from 'cloudflare:workers'
import { remote } from './remote.ts'

/** `since` in milliseconds. */
export type Hold = { call_id: string; since: number }

export class PhoneLine extends DurableObject<Env> {
  /** Takes the line for a call that is about to be dialled. @returns the hold of the call that has it instead, or null when it is taken */
  take(call_id: string, now: number): Hold | null {
    const hold = this.ctx.storage.kv.get<Hold>('hold')
    if (hold && hold.call_id !== call_id) return hold
    this.ctx.storage.kv.put<Hold>('hold', { call_id, since: now })
    return null
  }

  release(call_id: string): void {
    if (this.ctx.storage.kv.get<Hold>('hold')?.call_id === call_id) this.ctx.storage.kv.delete('hold')
  }
}

/** @param phone_hash keyed hash of the number in E.164, so that no number is an object's name */
export function phoneLine(env: Env, phone_hash: string): ReturnType<typeof remote<PhoneLine>> {
  return remote<PhoneLine>(env.PHONE_LINES, phone_hash)
}
