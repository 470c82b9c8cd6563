// One call: what is said while it is said, and what came of it.
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { type CallView, callViewSchema } from '../../../src/contract/api.ts'
import { type CallStatus, isFinished } from '../../../src/domain/call.ts'
import type { Evidence } from '../../../src/domain/outcome.ts'
import { joined } from '../api/heard.ts'
import type { LiveTranscript } from '../api/live-socket.ts'
import { askAgain, useAnswer } from '../api/use-answer.ts'
import { useLiveTranscript } from '../api/use-live-transcript.ts'
import { Badge } from '../ui/badge.tsx'
import { dateAndTime, price } from '../ui/format.ts'
import { Asking, ProblemNotice, StaleNotice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { answerWords, callStatusWords, packTitle, plain, purposeWords } from '../ui/words.ts'
import { AnalysisPanel } from './analysis-panel.tsx'
import classes from './call-page.module.css'
import { Duration } from './calls-table.tsx'
import { FollowedPanel } from './followed-panel.tsx'
import { MeasuresPanel } from './measures-panel.tsx'
import { NotesPanel } from './notes-panel.tsx'
import { DifferencesPanel, KnownPanel } from './records-panel.tsx'
import { TranscriptPanel } from './transcript-panel.tsx'

const route = getRouteApi('/calls/$call_id')
const whileLiveMs = 4_000
/** Promises and follow-ups are settled after the call, by jobs: they come in this long after its end. */
const settlingMs = 120_000

export function CallPage() {
  const { call_id } = route.useParams()
  // Another call is another page: nothing heard of the first may be drawn on the second.
  return <OneCall key={call_id} call_id={call_id} />
}

function OneCall({ call_id }: { call_id: string }) {
  const call = useAnswer(`/api/calls/${call_id}`, callViewSchema, (known) => (known && mayChange(known) ? whileLiveMs : false))
  switch (call.kind) {
    case 'asking':
      return (
        <Page title="Call" above={<Link to="/calls">Calls</Link>}>
          <Asking what="the call" rows={10} />
        </Page>
      )
    case 'refused':
      return (
        <Page title="Call" above={<Link to="/calls">Calls</Link>}>
          <ProblemNotice problem={call.problem} askAgain={call.askAgain} />
        </Page>
      )
    case 'answered':
      return (
        <>
          <StaleNotice problem={call.stale} />
          <CallHeard call={call.value} />
        </>
      )
  }
}

/** Whether the server has all there will ever be to show. */
function isSettled(call: CallView): boolean {
  return isFinished(call.status) && call.analysis_status !== 'pending'
}

function mayChange(call: CallView): boolean {
  return !isSettled(call) || (call.ended_at !== null && Date.now() - Date.parse(call.ended_at) < settlingMs)
}

/** A call that is over when the page opens needs no socket; one that ends meanwhile keeps what was heard. */
function CallHeard({ call }: { call: CallView }) {
  const [wasLive] = useState(() => !isSettled(call))
  return wasLive ? <CallFollowed call={call} /> : <CallDrawn call={call} transcript={null} />
}

function CallFollowed({ call }: { call: CallView }) {
  const transcript = useLiveTranscript(call.id)
  const { status, analysis } = transcript.heard
  // A change of state and the analysis bring more than the socket tells: cost, promises, follow-ups.
  useEffect(() => {
    if (status !== null || analysis !== null || transcript.kind === 'ended') askAgain(`/api/calls/${call.id}`)
  }, [call.id, status, analysis, transcript.kind])
  return <CallDrawn call={call} transcript={transcript} />
}

function CallDrawn({ call, transcript }: { call: CallView; transcript: LiveTranscript | null }) {
  const [shown, setShown] = useState<Evidence | null>(null)
  const heard = transcript?.heard.entries
  const entries = useMemo(() => (heard ? joined(heard, call.transcript) : call.transcript), [heard, call.transcript])
  const status = newest(call.status, transcript?.heard.status ?? null)
  const analysis = call.analysis_result ?? transcript?.heard.analysis ?? null

  return (
    <Page
      title={call.customer_name ?? 'Unknown caller'}
      above={<Link to="/calls">Calls</Link>}
      beside={
        <>
          <Badge {...callStatusWords[status]} />
          {call.answer_class && <span className={classes.soft}>{answerWords[call.answer_class]}</span>}
        </>
      }
      below={<CallLine call={call} />}
    >
      <div className={classes.columns}>
        <TranscriptPanel entries={entries} transcript={transcript} status={status} shown={shown} />
        <div className={classes.beside}>
          <AnalysisPanel analysis={analysis} call={call} status={status} shown={shown} show={setShown} />
          <FollowedPanel call={call} />
          <NotesPanel call={call} />
          <MeasuresPanel call={call} />
          <KnownPanel call={call} />
          <DifferencesPanel call={call} />
        </div>
      </div>
    </Page>
  )
}

/** Socket and list answer at their own pace: a call that either of them saw finished is finished. */
function newest(asked: CallStatus, heard: CallStatus | null): CallStatus {
  if (heard === null || isFinished(asked)) return asked
  return heard
}

function CallLine({ call }: { call: CallView }) {
  return (
    <ul className={classes.line}>
      <li>
        {plain(call.direction)} {call.channel === 'web' ? 'web call' : 'call'}
      </li>
      <li>
        {packTitle(call.pack)}, {purposeWords[call.purpose].toLowerCase()}
      </li>
      <li>
        <time dateTime={call.created_at}>{dateAndTime(call.created_at)}</time>
      </li>
      <li>
        <span className="hidden-but-read">Duration </span>
        <Duration call={call} />
      </li>
      {call.total_usd !== null && <li>{price(call.total_usd)}</li>}
      {call.customer_id && (
        <li>
          <Link to="/customers/$customer_id" params={{ customer_id: call.customer_id }}>
            Customer
          </Link>
        </li>
      )}
      <li>
        <code>{call.id}</code>
      </li>
    </ul>
  )
}
