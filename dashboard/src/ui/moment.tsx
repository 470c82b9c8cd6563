// A point in time: relative to read, absolute on hover and for machines.
import { dateAndTime, relative } from './format.ts'
import { useNow } from './use-now.ts'

export function Moment({ at }: { at: string }) {
  const now = useNow(10_000)
  return (
    <time dateTime={at} title={dateAndTime(at)}>
      {relative(at, now)}
    </time>
  )
}
