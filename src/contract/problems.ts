// Every error a client can see: slug, status, title (contract, Conventions; one heading each in docs/errors.md).

export const problems = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'invalid-signature-header': { status: 400, title: 'The signature header cannot be read' },
  'invalid-cursor': { status: 400, title: 'This cursor was not made here' },
  unauthenticated: { status: 401, title: 'Say who you are' },
  'invalid-signature': { status: 401, title: 'The signature does not match the body' },
  'stale-signature': { status: 401, title: 'The signature is too old or too far ahead' },
  forbidden: { status: 403, title: 'Your key may not do this' },
  'not-found': { status: 404, title: 'There is nothing here that you may see' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'The present state forbids this' },
  'call-already-live': { status: 409, title: 'A call to this person is live' },
  'invalid-transition': { status: 409, title: 'It cannot move from its state to that one' },
  'body-too-large': { status: 413, title: 'The body is larger than this address takes' },
  'unsupported-media-type': { status: 415, title: 'Send application/json' },
  'invalid-request': { status: 422, title: 'The request does not have the shape that is asked for' },
  'idempotency-key-reused': { status: 422, title: 'This idempotency key came with another request before' },
  'dial-refused': { status: 423, title: 'This person may not be called' },
  'dial-deferred': { status: 423, title: 'This person may not be called now' },
  'upgrade-required': { status: 426, title: 'Open a WebSocket here' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something broke on our side' },
  'provider-error': { status: 502, title: 'The voice provider refused' },
  unavailable: { status: 503, title: 'Not available at the moment' },
  'provider-timeout': { status: 504, title: 'The voice provider did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemSlug = keyof typeof problems
