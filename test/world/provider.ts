// The test's hand on the fake provider, which lives in another process.
import type { Conversation } from './conversation.ts'
import type { Dial, Script } from './fake-provider.ts'

async function told<Told>(path: string, body?: unknown): Promise<Told> {
  const response = await fetch(`http://provider.test/__${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  return response.json()
}

/** A number that nobody else in this run has. */
export function freshNumber(): Promise<string> {
  return told('number')
}

/** What happens to the next dial of this number. */
export async function nextDial(to: string, script: Script): Promise<void> {
  await told(`script?to=${encodeURIComponent(to)}`, script)
}

/** Answers the dial that was held. */
export async function release(to: string): Promise<void> {
  await told(`release?to=${encodeURIComponent(to)}`)
}

/** Every time this number was made to ring, oldest first. */
export function dialsTo(number: string): Promise<Dial[]> {
  return told(`dials?to=${encodeURIComponent(number)}`)
}

/** What the provider answers from now on when it is asked about this conversation. */
export async function providerKeeps(conversation: Conversation): Promise<void> {
  await told('conversation', conversation)
}
