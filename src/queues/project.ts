// Writes to D1 what calls and ledgers are now, and tells them so.

import { callSession } from '../../durable-objects/call-session.ts'
import { customerLedger } from '../../durable-objects/customer-ledger.ts'
import type { Job } from '../contract/jobs.ts'
import { type ProjectedCall, type ProjectedLedger, project, unproject } from '../store/projection.ts'

type Written<Row> = { row: Row; confirm: () => Promise<void> }

export async function projectJobs(jobs: readonly Job[], env: Env): Promise<void> {
  const calls = await Promise.all(newest(jobs, 'project_call', (job) => job.call_id).map((job) => callOf(job, env)))
  const ledgers = await Promise.all(newest(jobs, 'project_ledger', (job) => job.customer_id).map((job) => ledgerOf(job, env)))
  const written = { calls: calls.filter((one) => one !== null), ledgers }
  await project(env, { calls: written.calls.map(({ row }) => row), ledgers: written.ledgers.map(({ row }) => row) })
  await Promise.all([...written.calls, ...written.ledgers].map(({ confirm }) => confirm()))
}

/** Several versions of one object in a batch are one piece of work: the object is asked what it is now. */
function newest<Kind extends Job['kind']>(
  jobs: readonly Job[],
  kind: Kind,
  idOf: (job: Extract<Job, { kind: Kind }>) => string,
): Extract<Job, { kind: Kind }>[] {
  const found = new Map<string, Extract<Job, { kind: Kind }>>()
  for (const job of jobs) {
    if (!isKind(job, kind)) continue
    const known = found.get(idOf(job))
    if (!known || versionOf(job) > versionOf(known)) found.set(idOf(job), job)
  }
  return [...found.values()]
}

function isKind<Kind extends Job['kind']>(job: Job, kind: Kind): job is Extract<Job, { kind: Kind }> {
  return job.kind === kind
}

function versionOf(job: Job): number {
  return 'version' in job ? job.version : 0
}

async function callOf({ call_id, version }: Extract<Job, { kind: 'project_call' }>, env: Env): Promise<Written<ProjectedCall> | null> {
  const session = callSession(env, call_id)
  const projection = await session.projection()
  if (!projection) return null
  const { call, customer_name, entries, reading, cost, latency, sources, differences, model_calls, spans, prompt } = projection
  const analysis = reading?.analysis && { ...reading.analysis, engine: reading.provenance?.engine ?? 'local', needs_review: reading.needs_review }
  const row: ProjectedCall = {
    call,
    version,
    customer_name,
    entries,
    cost,
    latency,
    sources,
    differences,
    analysis: analysis ?? null,
    meaningful: reading?.meaningful ?? null,
    manifest: prompt?.manifest ?? {},
    audits: reading?.audits ?? {},
    model_calls,
    spans,
  }
  const confirm = async () => {
    // Handed over to another call while its row was being written: the row goes too.
    if (!(await session.confirm('project_call', version))) await unproject(env, call_id)
  }
  return { row, confirm }
}

async function ledgerOf({ customer_id, version }: Extract<Job, { kind: 'project_ledger' }>, env: Env): Promise<Written<ProjectedLedger>> {
  const ledger = customerLedger(env, customer_id)
  const { through, ...changed } = await ledger.changes()
  return { row: { version, ...changed }, confirm: async () => void (await ledger.confirm('project_ledger', version, through)) }
}
