// The gate before any reading is paid for: whether two people really talked.

const leastEntries = 4
const leastSeconds = 30

/** `reason` says why not, in words for an operator; null when the call is meaningful. */
export type Meaningful = { value: boolean; reason: string | null }

/**
 * Whether a finished call holds enough to be read.
 *
 * @param call  entries in any order; `duration_seconds` null when nobody knows it, which counts as none
 * Limits: at least 4 entries, at least 30 s, and both sides spoke (design, Intelligence).
 */
export function meaningful(call: { entries: readonly { speaker: 'agent' | 'customer' }[]; duration_seconds: number | null }): Meaningful {
  const { entries } = call
  const seconds = call.duration_seconds ?? 0
  if (entries.length === 0) return no('nothing was said')
  if (!entries.some((entry) => entry.speaker === 'customer')) return no('the customer did not speak')
  if (!entries.some((entry) => entry.speaker === 'agent')) return no('the agent did not speak')
  if (entries.length < leastEntries) return no(`only ${entries.length} entries, ${leastEntries} are needed`)
  if (seconds < leastSeconds) return no(`only ${seconds} s long, ${leastSeconds} s are needed`)
  return { value: true, reason: null }
}

function no(reason: string): Meaningful {
  return { value: false, reason }
}
