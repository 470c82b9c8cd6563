// Reads new lines of a live call to those who listen to the page: the newest one, and never faster than it can be heard.
import { useEffect, useRef, useState } from 'react'
import type { Entry } from '../../../src/domain/transcript.ts'
import { plain } from '../ui/words.ts'

const pauseMs = 2_500

export function Announcer({ entries }: { entries: readonly Entry[] }) {
  const [said, setSaid] = useState('')
  const spoken = useRef(entries)
  spoken.current = entries

  useEffect(() => {
    // What stood on the page when it opened can be read there.
    let known = spoken.current.length
    const timer = setInterval(() => {
      const fresh = spoken.current.length - known
      const newest = spoken.current.at(-1)
      if (fresh <= 0 || !newest) return
      known += fresh
      const line = `${plain(newest.speaker)}: ${newest.text}`
      setSaid(fresh === 1 ? line : `${fresh} new lines. ${line}`)
    }, pauseMs)
    return () => clearInterval(timer)
  }, [])

  return (
    <p className="hidden-but-read" aria-live="polite">
      {said}
    </p>
  )
}
