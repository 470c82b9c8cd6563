// One phone number: which call holds its line, so that two people behind one number never ring together.
import { DurableObject } from 'cloudflare:workers'
import { remote } from './remote.ts'

/** A hold that nobody makes firm belongs to a start that died: it ends by itself. Longer than a dial takes. */
const leaseMs = 2 * 60_000
/** A firm hold ends with its settlement; this only bounds what a bug could do. The longest call is two hours. */
const firmMs = 4 * 3_600_000

type Hold = { call_id: string; until: number }

export class PhoneLine extends DurableObject<Env> {
  /** Takes the line for a call that is about to be dialled. @returns the call that holds the line instead, or null when it is taken */
  take(call_id: string, now: number): string | null {
    const hold = this.ctx.storage.kv.get<Hold>('hold')
    if (hold && hold.until > now && hold.call_id !== call_id) return hold.call_id
    this.ctx.storage.kv.put<Hold>('hold', { call_id, until: now + leaseMs })
    return null
  }

  /** The call is being dialled: from now on only its settlement gives the line back. */
  firm(call_id: string, now: number): void {
    if (this.ctx.storage.kv.get<Hold>('hold')?.call_id === call_id) this.ctx.storage.kv.put<Hold>('hold', { call_id, until: now + firmMs })
  }

  release(call_id: string): void {
    if (this.ctx.storage.kv.get<Hold>('hold')?.call_id === call_id) this.ctx.storage.kv.delete('hold')
  }
}

/** @param phone_hash keyed hash of the number in E.164, so that no number is an object's name */
export function phoneLine(env: Env, phone_hash: string): ReturnType<typeof remote<PhoneLine>> {
  return remote<PhoneLine>(env.PHONE_LINES, phone_hash)
}
