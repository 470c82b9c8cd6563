// The clock, for what must be redrawn as time passes.
import { useEffect, useState } from 'react'

/** @returns milliseconds since 1970, renewed every so often */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
