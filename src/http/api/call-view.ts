// A call as the contract shows it, from its session and from what its ledger projected.
import type { z } from 'zod'
import type { CallSnapshot } from '../../../durable-objects/call-record.ts'
import type { callViewSchema } from '../../contract/api.ts'
import type { FollowUp } from '../../domain/follow-up.ts'
import type { Promised } from '../../domain/promise.ts'
import { promiseView } from './promises.ts'

export function callView(snapshot: CallSnapshot, follows: { follow_ups: FollowUp[]; promises: Promised[] }): z.infer<typeof callViewSchema> {
  const { call, reading, prompt, cost } = snapshot
  const { voice_usd: _, follow_up_id: __, ...shown } = call
  const analysis = reading?.analysis ?? null
  return {
    ...shown,
    customer_name: snapshot.customer_name,
    meaningful: reading?.meaningful ?? { value: null, reason: null },
    sentiment_score: analysis?.sentiment.score ?? null,
    intent: analysis?.intent.label ?? null,
    promise_made: analysis?.promise.promise_made ?? null,
    total_usd: cost.total_usd,
    transcript: snapshot.entries,
    extracted_data: analysis?.extracted_data ?? null,
    analysis_result: analysis && { ...analysis, engine: reading?.provenance?.engine ?? 'local' },
    follow_ups: follows.follow_ups,
    promises: follows.promises.map(promiseView),
    prompt: prompt?.system_prompt ?? null,
    prompt_manifest: prompt?.manifest ?? {},
    audits: reading?.audits ?? {},
    cost,
    latency: snapshot.latency,
    reconciliation: { sources: snapshot.sources, differences: snapshot.differences },
    notes: snapshot.notes.map(({ at, by, text }) => ({ at, by, text })),
  }
}
