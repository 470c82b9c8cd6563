// The outcome of something that may be refused for a named reason: a value, never a throw.

export type Result<Value, Reason> = { ok: true; value: Value } | { ok: false; error: Reason }

export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value }
}

export function err<Reason>(error: Reason): { ok: false; error: Reason } {
  return { ok: false, error }
}

/** Ends a switch over a union: the compiler refuses a case that was forgotten. */
export function never(value: never): never {
  throw new Error(`a case nobody thought of: ${JSON.stringify(value)}`)
}
