// A finished call is read: the gate before any model is paid, the reading, its checks, and what the session keeps of it.
import { uuidv7 } from 'uuidv7'
import type { CallSnapshot, Reading } from '../../durable-objects/call-record.ts'
import { callSession } from '../../durable-objects/call-session.ts'
import { configOf } from '../config.ts'
import type { Job } from '../contract/jobs.ts'
import { auditCall } from '../conversation/audit.ts'
import type { ManifestFact } from '../conversation/facts.ts'
import { idFromUuid } from '../domain/id.ts'
import type { SpokenTurn } from '../domain/outcome.ts'
import type { Span, Trace } from '../domain/trace.ts'
import { extract } from '../intelligence/extract.ts'
import { meaningful } from '../intelligence/meaningful.ts'
import { packById } from '../packs/registry.ts'

/** Below it a person looks at the promise before anybody relies on it. Of 100. */
const sureEnough = 60

export async function analyseCall({ call_id, version }: Extract<Job, { kind: 'analyse_call' }>, env: Env, now: string): Promise<void> {
  const session = callSession(env, call_id)
  const snapshot = await session.snapshot()
  // A message can come twice: what was read once is not read again for the same price.
  if (snapshot && snapshot.call.analysis_status === 'pending') {
    const { reading, made } = await read(env, snapshot, now)
    await session.recordReading(reading, made)
  }
  await session.confirm('analyse_call', version)
}

async function read(env: Env, snapshot: CallSnapshot, now: string): Promise<{ reading: Reading; made: Trace }> {
  const { call, entries, zone, facts, customer_name } = snapshot
  const gate = meaningful({ entries, duration_seconds: call.duration_seconds ?? 0 })
  const pack = packById(call.pack)
  const turns = entries.map(({ seq, speaker, text, final_text, offset_ms }): SpokenTurn => ({ seq, speaker, text: final_text ?? text, offset_ms }))
  const nothing: Reading = { meaningful: gate, status: 'skipped', analysis: null, provenance: null, audits: {}, needs_review: false }
  if (!gate.value || !pack) return { reading: nothing, made: { model_calls: [], spans: [] } }

  const started = Date.now()
  const found = await extract(configOf(env), { pack, facts, customer_name, zone, reference_time: earlier(call.ended_at ?? now, now), turns, fence: uuidv7() })
  const { analysis, engine, models, cost_usd, llm_calls, provisional } = found
  const span: Span = {
    id: idFromUuid('spn', uuidv7()),
    name: 'extract',
    component: 'intelligence',
    started_at: new Date(started).toISOString(),
    duration_ms: Date.now() - started,
    attributes: { engine, turns: turns.length },
  }
  const reading: Reading = {
    meaningful: gate,
    status: provisional ? 'provisional' : 'done',
    analysis,
    provenance: { engine, models, cost_usd, schema_version: 1 },
    audits: auditCall({
      turns,
      customer_name: customer_name ?? '',
      ended_by: endedBy(call.end_reason),
      facts: manifestFactsOf(snapshot),
      asks: pack.asks,
      gate: pack.identityGate,
    }),
    needs_review: analysis.promise.promise_made && analysis.promise.confidence < sureEnough,
  }
  return { reading, made: { model_calls: llm_calls.map((one) => ({ ...one, id: idFromUuid('llm', uuidv7()) })), spans: [span] } }
}

function endedBy(end_reason: string | null): 'agent' | 'customer' | 'unknown' {
  if (end_reason === 'agent_goodbye') return 'agent'
  return end_reason === 'customer_goodbye' || end_reason === 'remote_party_hung_up' ? 'customer' : 'unknown'
}

/** What the agent knew, from the manifest that went out with the call; nothing for a call that we did not prepare. */
function manifestFactsOf({ prompt }: CallSnapshot): ManifestFact[] {
  const facts = prompt?.manifest.facts
  return Array.isArray(facts) ? (facts as ManifestFact[]) : []
}

/** A provider whose clock runs ahead must not make "tomorrow" the day after. */
function earlier(a: string, b: string): string {
  return a < b ? a : b
}
