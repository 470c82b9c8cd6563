// The transcript of one call while it is spoken; says plainly when it may be behind, and draws a gap as a gap.
import { useEffect, useRef } from 'react'
import { type CallStatus, isFinished } from '../../../src/domain/call.ts'
import type { Evidence } from '../../../src/domain/outcome.ts'
import type { Entry } from '../../../src/domain/transcript.ts'
import { withGaps } from '../api/heard.ts'
import type { LiveTranscript } from '../api/live-socket.ts'
import { clockTime } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { plain } from '../ui/words.ts'
import { Announcer } from './announcer.tsx'
import classes from './transcript-panel.module.css'

type Parts = { entries: readonly Entry[]; transcript: LiveTranscript | null; status: CallStatus; shown: Evidence | null }

export function TranscriptPanel({ entries, transcript, status, shown }: Parts) {
  const end = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const live = transcript !== null && transcript.kind !== 'ended'

  // The newest line is kept in view for as long as the reader has not scrolled away from it.
  useEffect(() => {
    if (!end.current) return
    const watcher = new IntersectionObserver(([seen]) => {
      following.current = seen?.isIntersecting ?? true
    })
    watcher.observe(end.current)
    return () => watcher.disconnect()
  }, [])
  // Runs with every new entry.
  useEffect(() => {
    if (live && following.current) end.current?.scrollIntoView({ block: 'nearest' })
  }, [entries.length, live])

  useEffect(() => {
    if (shown) document.getElementById(`entry-${shown.seq}`)?.scrollIntoView({ block: 'center' })
  }, [shown])

  return (
    <Panel title="Transcript" aside={transcript && <Connection transcript={transcript} />}>
      {entries.length === 0 ? (
        <p className={classes.nothing}>
          {isFinished(status) ? 'Nothing was said on this call.' : 'Nothing has been said yet. Lines appear here as they are spoken.'}
        </p>
      ) : (
        <ol className={classes.entries}>
          {withGaps(entries).map((line) =>
            line.kind === 'entry' ? (
              <EntryLine key={line.entry.seq} entry={line.entry} quote={shown?.seq === line.entry.seq ? shown.quote : null} />
            ) : (
              <li key={`gap-${line.from_seq}`} className={classes.gap}>
                {missing(line.from_seq, line.to_seq)}
              </li>
            ),
          )}
        </ol>
      )}
      <div ref={end} />
      {live && <Announcer entries={entries} />}
    </Panel>
  )
}

function missing(from_seq: number, to_seq: number): string {
  return from_seq === to_seq ? `Line ${from_seq} has not arrived` : `Lines ${from_seq} to ${to_seq} have not arrived`
}

function EntryLine({ entry, quote }: { entry: Entry; quote: string | null }) {
  return (
    <li id={`entry-${entry.seq}`} className={classes.entry} data-entry={entry.seq} data-speaker={entry.speaker} data-shown={quote !== null || undefined}>
      <div className={classes.who}>
        <span className={classes.speaker}>{plain(entry.speaker)}</span>
        {entry.offset_ms !== null && <span className={classes.offset}>{clockTime(entry.offset_ms / 1000)}</span>}
      </div>
      <div>
        <p className={classes.text}>
          <Quoted text={entry.final_text ?? entry.text} quote={quote} />
        </p>
        {entry.final_text !== null && <p className={classes.remark}>Heard live as “{entry.text}”</p>}
        {entry.interrupted && <p className={classes.remark}>Interrupted here</p>}
        {entry.redacted && <p className={classes.remark}>A sensitive number was taken out</p>}
        {entry.tool_calls.map((tool) => (
          <p key={tool.request_id} className={classes.remark}>
            Used <code>{tool.name}</code>
            {tool.is_error ? ', which failed' : ''}
          </p>
        ))}
      </div>
    </li>
  )
}

/** The text with the quote marked where it stands word for word; elsewhere the line as a whole is lit. */
function Quoted({ text, quote }: { text: string; quote: string | null }) {
  const at = quote ? text.toLowerCase().indexOf(quote.toLowerCase()) : -1
  if (!quote || at === -1) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + quote.length)}</mark>
      {text.slice(at + quote.length)}
    </>
  )
}

function Connection({ transcript }: { transcript: LiveTranscript }) {
  switch (transcript.kind) {
    case 'connecting':
      return <span role="status">Connecting to the call…</span>
    case 'live':
      return (
        <span role="status" className={classes.live}>
          Live
        </span>
      )
    case 'behind':
      return (
        <span role="status" className={classes.behind}>
          Connection lost at {new Date(transcript.since).toLocaleTimeString('en-US')}, catching up…
        </span>
      )
    case 'ended':
      return <span role="status">Call ended, all lines are here</span>
    case 'refused':
      return <span role="alert">{transcript.problem.title}</span>
  }
}
