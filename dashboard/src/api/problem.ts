// What can stand in place of an answer, as one union: the server's problem document, no server at all, or an answer nobody can read.
import type { z } from 'zod'
import { problemSchema } from '../../../src/contract/api.ts'

export type Problem =
  /** The Worker's own words (RFC 9457); `facts` are the members that its slug adds, such as a receipt. */
  | {
      kind: 'refused'
      slug: string
      status: number
      title: string
      detail: string | null
      request_id: string
      errors: readonly { path: string; message: string }[]
      facts: Record<string, unknown>
    }
  | { kind: 'unreachable'; title: string }
  | { kind: 'unreadable'; title: string; detail: string; status: number; request_id: string | null }

export const unreachable: Problem = { kind: 'unreachable', title: 'Parley cannot be reached at the moment' }

/** @param body what was parsed from an answer that is not 2xx, or null when it was no JSON */
export function problemOf(body: unknown, status: number, request_id: string | null): Problem {
  const read = problemSchema.safeParse(body)
  if (!read.success) {
    // Nothing of ours wrote this: a proxy in front, which says so when the Worker behind it is away.
    if (status >= 500) return unreachable
    return { kind: 'unreadable', title: 'The answer could not be read', detail: `Status ${status} without an explanation`, status, request_id }
  }
  const { type, title, detail, instance: _, errors, ...facts } = read.data
  return {
    kind: 'refused',
    slug: type.slice(type.lastIndexOf('/') + 1),
    status: read.data.status,
    title,
    detail: detail ?? null,
    request_id: read.data.request_id,
    errors: errors ?? [],
    facts,
  }
}

/** @param issues of an answer whose status was fine but whose shape was not the contract's */
export function unreadable(issues: z.core.$ZodIssue[], status: number, request_id: string | null): Problem {
  const first = issues[0]
  const detail = first ? `${first.path.join('.') || 'body'}: ${first.message}` : 'not the shape that was agreed'
  return { kind: 'unreadable', title: 'The answer could not be read', detail, status, request_id }
}

/** Whether the same question may well be answered a moment later. */
export function mayPass(problem: Problem): boolean {
  switch (problem.kind) {
    case 'unreachable':
      return true
    case 'unreadable':
      return false
    case 'refused':
      return problem.status === 429 || problem.status >= 500
  }
}
