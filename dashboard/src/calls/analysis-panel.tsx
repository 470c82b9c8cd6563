// What the call meant, value by value: how sure, why, and the words that prove it.
import type { ReactNode } from 'react'
import type { CallView } from '../../../src/contract/api.ts'
import { type CallStatus, isFinished } from '../../../src/domain/call.ts'
import type { Analysis, Evidence } from '../../../src/domain/outcome.ts'
import { calendarDay, dateAndTime, money } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { plain } from '../ui/words.ts'
import classes from './analysis-panel.module.css'

type Parts = { analysis: Analysis | null; call: CallView; status: CallStatus; shown: Evidence | null; show: (evidence: Evidence | null) => void }

export function AnalysisPanel({ analysis, call, status, shown, show }: Parts) {
  if (!analysis) {
    return (
      <Panel title="Analysis">
        <p className={classes.why}>{whyThereIsNone(call, status)}</p>
      </Panel>
    )
  }
  const { intent, promise, sentiment, next_action } = analysis
  return (
    <Panel
      title="Analysis"
      aside={call.analysis_result && <span>{call.analysis_result.engine === 'local' ? 'by the local engine' : 'by a language model'}</span>}
    >
      <p className={classes.summary}>{analysis.summary}</p>
      <Reading name="Intent" value={[intent.label, ...intent.secondary].map(plain).join(', ')} {...intent} shown={shown} show={show} />
      <Reading name="Promise" value={promiseWords(promise)} {...promise} shown={shown} show={show} />
      <Reading
        name="Sentiment"
        value={`${plain(sentiment.label)}, ${sentiment.trajectory} (${sentiment.score.toFixed(2)})`}
        {...sentiment}
        shown={shown}
        show={show}
      />
      <Reading name="Next action" value={actionWords(next_action)} {...next_action} evidence={[]} shown={shown} show={show}>
        {next_action.has_business_override && (
          <p className={classes.override}>
            A rule moved the date{next_action.requested_by_customer && ` from ${dateAndTime(next_action.requested_by_customer)}`}:{' '}
            {plain(next_action.override_reason ?? next_action.rule_ids.join(', '))}
          </p>
        )}
      </Reading>
      <Extracted analysis={analysis} />
    </Panel>
  )
}

function whyThereIsNone(call: CallView, status: CallStatus): string {
  if (!isFinished(status)) return 'The call is read when it has ended.'
  switch (call.analysis_status) {
    case 'pending':
    case 'provisional':
      return 'The call is being read…'
    case 'failed':
      return 'The call could not be read. It is tried again by itself.'
    case 'skipped':
      return call.meaningful.reason ? `Not analysed: ${plain(call.meaningful.reason).toLowerCase()}.` : 'There was nothing to analyse.'
    case 'done':
      return 'Not analysed.'
  }
}

function promiseWords(promise: Analysis['promise']): string {
  if (!promise.promise_made) return 'None'
  const amount = promise.promised_amount === null ? 'An amount that was not named' : money(promise.promised_amount)
  const date = promise.promised_date === null ? '' : ` by ${calendarDay(promise.promised_date)}`
  const method = promise.payment_method === null ? '' : `, by ${plain(promise.payment_method).toLowerCase()}`
  return `${amount}${date}${method}${promise.conditional ? ', on a condition' : ''}`
}

function actionWords(action: Analysis['next_action']): string {
  const when = action.scheduled_for === null ? '' : `, ${dateAndTime(action.scheduled_for)}`
  return `${plain(action.action)}${when}${action.urgency === 'normal' ? '' : ` (${action.urgency})`}`
}

type ReadingParts = {
  name: string
  value: string
  /** 0 … 100 */
  confidence: number
  reasoning: string
  evidence: readonly Evidence[]
  shown: Evidence | null
  show: (evidence: Evidence | null) => void
  children?: ReactNode
}

function Reading({ name, value, confidence, reasoning, evidence, shown, show, children }: ReadingParts) {
  return (
    <div className={classes.reading}>
      <div className={classes.head}>
        <h3 className={classes.name}>{name}</h3>
        <span className={classes.confidence}>
          <progress value={confidence} max={100} aria-label={`Confidence in ${name.toLowerCase()}`} /> {Math.round(confidence)}% sure
        </span>
      </div>
      <p className={classes.value}>{value}</p>
      {reasoning && <p className={classes.why}>{reasoning}</p>}
      {children}
      {evidence.map((one) => (
        <button
          key={`${one.seq}-${one.quote}`}
          type="button"
          className={classes.quote}
          aria-pressed={shown === one}
          title={`Line ${one.seq} of the transcript`}
          onFocus={() => show(one)}
          onClick={() => show(one)}
        >
          “{one.quote}” <span className={classes.line}>line {one.seq}</span>
        </button>
      ))}
    </div>
  )
}

/** What was taken down beside the promise: only what somebody said. */
function Extracted({ analysis }: { analysis: Analysis }) {
  const { issue, location, vehicle, safety, destination } = analysis.extracted_data
  const parts: string[] = []
  if (issue) parts.push(`${plain(issue.type)} (${issue.severity})`)
  if (location)
    parts.push(`At ${[location.address, location.landmark].filter(Boolean).join(', ') || 'a place not named'}${location.ambiguous ? ', not certain' : ''}`)
  if (vehicle) parts.push(`${[vehicle.make, vehicle.model].filter(Boolean).join(' ')}${vehicle.differs_from_file ? ', not the one on file' : ''}`)
  if (destination) parts.push(`To ${destination}`)
  if (safety?.safe === false) parts.push('Not in a safe place')
  if (safety?.injuries) parts.push('Somebody is hurt')
  if (parts.length === 0) return null
  return (
    <div className={classes.reading}>
      <h3 className={classes.name}>Taken down</h3>
      <ul className={classes.parts}>
        {parts.map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
    </div>
  )
}
