// What the provider says of a call, in our words: by webhook or because it was asked.
import type { End, FinalFacts } from './call.ts'
import { redact } from './redaction.ts'
import type { FinalTurn } from './transcript.ts'

type From = { conversation_id: string; agent_id: string | null }

export type Report =
  /** The final record: what was said, and how it ended. */
  | (From & { kind: 'record'; end: End; final: FinalFacts; turns: FinalTurn[] })
  /** It ended without a conversation. */
  | (From & { kind: 'ending'; end: End; final: FinalFacts })
  /** Not final yet; `over` when nobody speaks any more. */
  | (From & { kind: 'under_way'; over: boolean })
  /** Anything else, kept and without effect. */
  | (From & { kind: 'other'; type: string })

/** The report as it may be kept: what nobody may store is taken out of every turn before anything else sees it (invariant 8). */
export function redactReport(report: Report): Report {
  if (report.kind !== 'record') return report
  const words = (text: string) => redact(text).text
  const turns = report.turns.map((turn) => ({
    ...turn,
    text: words(turn.text),
    tool_calls: turn.tool_calls.map((call) => ({ ...call, params: words(call.params), result: call.result === null ? null : words(call.result) })),
  }))
  return { ...report, turns }
}
