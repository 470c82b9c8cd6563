// What a page says when it has nothing to show: still asking, nothing there, or refused.
import { Button, Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Problem } from '../api/problem.ts'
import classes from './notice.module.css'

export function ProblemNotice({ problem, askAgain }: { problem: Problem; askAgain?: () => void }) {
  const detail = problem.kind === 'unreachable' ? 'The page asks again by itself. What was said meanwhile is kept on the server.' : problem.detail
  return (
    <div className={classes.notice} role="alert">
      <p className={classes.title}>{problem.title}</p>
      {detail && <p>{detail}</p>}
      {problem.kind === 'refused' && problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((error) => (
            <li key={`${error.path}${error.message}`}>
              <code>{error.path}</code> {error.message}
            </li>
          ))}
        </ul>
      )}
      {problem.kind !== 'unreachable' && problem.request_id && (
        <p className={classes.request}>
          Request <code>{problem.request_id}</code>
        </p>
      )}
      {askAgain && (
        <Button variant="default" onClick={askAgain}>
          Try again
        </Button>
      )}
    </div>
  )
}

export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p className={classes.title}>{title}</p>
      <p>{children}</p>
    </div>
  )
}

/** The shape of what is on its way, so that nothing jumps when it arrives. */
export function Asking({ what, rows }: { what: string; rows: number }) {
  return (
    <div className={classes.asking} role="status">
      <span className="hidden-but-read">Loading {what}…</span>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={16} width={`${92 - ((row * 17) % 40)}%`} />
      ))}
    </div>
  )
}

/** Above an answer that could not be renewed. */
export function StaleNotice({ problem }: { problem: Problem | null }) {
  if (!problem) return null
  return (
    <p className={classes.stale} role="status">
      {problem.title}. This is what was last known.
    </p>
  )
}
