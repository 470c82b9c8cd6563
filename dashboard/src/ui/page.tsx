// The frame of one page: its one heading, which is also the document's title, and what stands beside it.
import { type ReactNode, useEffect } from 'react'
import classes from './page.module.css'

type Parts = { title: string; above?: ReactNode; beside?: ReactNode; below?: ReactNode; children: ReactNode }

export function Page({ title, above, beside, below, children }: Parts) {
  useEffect(() => {
    document.title = `${title} · Parley`
  }, [title])
  return (
    <>
      {above && <div className={classes.above}>{above}</div>}
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        {beside}
      </header>
      {below}
      {children}
    </>
  )
}
