// The calls of this run: found by id, listed newest first in pages, counted by the number that was dialled.
import { type Call, type Carrier, type Dial, newCall, userIdOf } from './call.ts'

/** What a list may be narrowed by; times in unix seconds, both ends included. */
type Filter = {
  user_id: string | null
  agent_id: string | null
  call_start_after_unix: number | null
  call_start_before_unix: number | null
  exclude_statuses: readonly string[]
}

export function createRegistry() {
  let calls = new Map<string, Call>()
  let placed = 0

  return {
    place: (given: { carrier: Carrier; pack_id: string; dial: Dial; now: number }): Call => {
      placed += 1
      const call = newCall({ serial: placed, ...given })
      calls.set(call.conversation_id, call)
      return call
    },
    find: (conversation_id: string) => calls.get(conversation_id),
    remove: (conversation_id: string) => calls.delete(conversation_id),
    all: () => [...calls.values()],

    /**
     * One page, newest first. Serials only grow, so a page goes on where the last one ended however many calls came between.
     *
     * @param below the serial under which to go on; null for the first page
     */
    page: (filter: Filter, size: number, below: number | null): { calls: Call[]; next: number | null } => {
      const fitting = [...calls.values()].reverse().filter((call) => fits(call, filter) && (below === null || call.serial < below))
      const shown = fitting.slice(0, size)
      return { calls: shown, next: fitting.length > size ? (shown.at(-1)?.serial ?? null) : null }
    },

    /** How often each number was dialled. */
    dials: (): Record<string, number> => {
      const counts: Record<string, number> = {}
      for (const call of calls.values()) counts[call.dial.to_number] = (counts[call.dial.to_number] ?? 0) + 1
      return counts
    },

    clear: () => {
      calls = new Map()
    },
  }
}
export type Registry = ReturnType<typeof createRegistry>

function fits(call: Call, filter: Filter): boolean {
  const started = call.started_at_ms / 1000
  return (
    (filter.user_id === null || userIdOf(call) === filter.user_id) &&
    (filter.agent_id === null || call.dial.agent_id === filter.agent_id) &&
    (filter.call_start_after_unix === null || started >= filter.call_start_after_unix) &&
    (filter.call_start_before_unix === null || started <= filter.call_start_before_unix) &&
    !filter.exclude_statuses.includes(call.status)
  )
}
