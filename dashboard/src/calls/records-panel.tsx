// What the agent knew when it called, and where the accounts of the call differ.

import type { CallView } from '../../../src/contract/api.ts'
import { FoldedPanel } from '../ui/panel.tsx'
import { plain } from '../ui/words.ts'
import { type Difference, differencesOf, type KnownFact, manifestOf } from './call-records.ts'
import classes from './records-panel.module.css'

const mayAsk: Record<KnownFact['class'], string> = { never_ask: 'on file, not to be asked', confirm: 'to be confirmed', ask: 'to be asked' }

export function KnownPanel({ call }: { call: CallView }) {
  const { facts, sections, tokens } = manifestOf(call.prompt_manifest)
  if (facts.length === 0 && sections.length === 0 && !call.prompt) return null
  return (
    <FoldedPanel title="What the agent knew" aside={<span>{facts.length} facts</span>}>
      <ul className={classes.list}>
        {facts.map((fact) => (
          <li key={fact.name}>
            <span className={classes.name}>{plain(fact.name)}</span> {fact.value}
            <span className={classes.more}>
              {mayAsk[fact.class]}
              {fact.source && `, from ${plain(fact.source).toLowerCase()}`}
              {fact.question && `: “${fact.question}”`}
            </span>
          </li>
        ))}
      </ul>
      {sections.length > 0 && (
        <p className={classes.more}>
          Sections of the instructions: {sections.map((section) => plain(section).toLowerCase()).join(', ')}
          {tokens !== null && `; about ${tokens} tokens`}
        </p>
      )}
      {call.prompt && (
        <section className={classes.prompt} aria-label="The instructions in full">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre tabIndex={0}>{call.prompt}</pre>
        </section>
      )}
    </FoldedPanel>
  )
}

export function DifferencesPanel({ call }: { call: CallView }) {
  const differences = differencesOf(call.reconciliation.differences)
  if (differences.length === 0) return null
  return (
    <FoldedPanel title="Differences between sources" aside={<span>{differences.length}</span>}>
      <p className={classes.more}>Reported by {call.reconciliation.sources.map(plain).join(', ').toLowerCase()}.</p>
      <ul className={classes.list}>
        {differences.map((difference, place) => (
          <li key={place}>
            <span className={classes.name}>{said(difference)}</span>
            {difference.live_text && <span className={classes.more}>Live: “{difference.live_text}”</span>}
            {difference.final_text && <span className={classes.more}>Final: “{difference.final_text}”</span>}
          </li>
        ))}
      </ul>
    </FoldedPanel>
  )
}

function said({ kind, seq }: Difference): string {
  const line = seq === null ? 'A line' : `Line ${seq}`
  switch (kind) {
    case 'changed':
      return `${line} was worded differently`
    case 'only_live':
      return `${line} was heard live only`
    case 'only_final':
      return `${line} is in the final record only`
    case 'late_change':
      return `${line} changed after the record was final`
    default:
      return `${line}: ${plain(kind).toLowerCase()}`
  }
}
