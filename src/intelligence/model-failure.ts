// Every way in which a model can fail to answer, under one name each (contracts/openrouter.md, sections 4 to 6).

export type FailureKind =
  | 'invalid_request'
  | 'unauthenticated'
  | 'no_credit'
  | 'forbidden'
  | 'not_found'
  | 'rate_limited'
  | 'timeout'
  | 'unavailable'
  | 'unreachable'
  | 'refused'
  | 'truncated'
  | 'empty'
  | 'malformed'
  | 'broken_off'
  | 'aborted'

/** `code` is the provider's own word for it, where it gave one. Never its message: that can hold what was sent. */
export type ModelFailure = { kind: FailureKind; status: number | null; code: string | null; retry_after_seconds: number | null }

export function failure(kind: FailureKind, facts: Partial<Omit<ModelFailure, 'kind'>> = {}): ModelFailure {
  return { kind, status: null, code: null, retry_after_seconds: null, ...facts }
}

/** Failures of the account, which every other model shares. */
export function concernsAccount(kind: FailureKind): boolean {
  return kind === 'unauthenticated' || kind === 'no_credit'
}

export function kindOfStatus(status: number): FailureKind {
  switch (status) {
    case 401:
      return 'unauthenticated'
    case 402:
      return 'no_credit'
    case 403:
      return 'forbidden'
    case 404:
      return 'not_found'
    case 408:
    case 504:
      return 'timeout'
    case 429:
      return 'rate_limited'
    default:
      return status >= 500 ? 'unavailable' : 'invalid_request'
  }
}

/** One line for the log: kind, status and code, nothing of the body. */
export function failureText({ kind, status, code }: ModelFailure): string {
  return [kind, status, code].filter((part) => part !== null).join(' ')
}
