// One question to the Worker, asked again while somebody looks at it.
import { QueryClient, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { api } from './client.ts'
import { mayPass, type Problem, unreachable } from './problem.ts'

/** Carries a problem through the cache, which knows failures only as errors. */
class Refusal extends Error {
  problem: Problem
  constructor(problem: Problem) {
    super(problem.title)
    this.problem = problem
  }
}

export type Asked<Value> =
  | { kind: 'asking' }
  | { kind: 'refused'; problem: Problem; askAgain: () => void }
  /** `stale` names why the newest try brought nothing, while the last good answer stands. */
  | { kind: 'answered'; value: Value; stale: Problem | null }

export const answers = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && error instanceof Refusal && mayPass(error.problem),
      retryDelay: (failures) => 300 * 2 ** failures,
      networkMode: 'always',
      staleTime: 1_000,
    },
  },
})

/**
 * @param path of a GET, with its query
 * @param againMs when to ask again, given the last good answer; false for never
 */
export function useAnswer<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  againMs: (value: z.infer<Schema> | undefined) => number | false = () => false,
): Asked<z.infer<Schema>> {
  const query = useQuery({
    queryKey: [path],
    queryFn: async ({ signal }) => {
      const answer = await api.get(path, schema, signal)
      if (!answer.ok) throw new Refusal(answer.error)
      return answer.value
    },
    refetchInterval: (asked) => againMs(asked.state.data),
  })
  const problem = query.error instanceof Refusal ? query.error.problem : query.error ? unreachable : null
  if (query.data !== undefined) return { kind: 'answered', value: query.data, stale: problem }
  if (problem) return { kind: 'refused', problem, askAgain: () => void query.refetch() }
  return { kind: 'asking' }
}

/** Has every open question below this path asked again now. */
export function askAgain(path: string): void {
  void answers.invalidateQueries({ predicate: (query) => typeof query.queryKey[0] === 'string' && query.queryKey[0].startsWith(path) })
}
