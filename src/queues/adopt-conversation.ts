// A call learned its conversation: what was delivered under that conversation before anybody knew whose it is, is handed over.
import { callSession } from '../../durable-objects/call-session.ts'
import type { Job } from '../contract/jobs.ts'
import { archivedDelivery } from '../store/archive.ts'
import { rememberConversation } from '../store/calls.ts'
import { unproject } from '../store/projection.ts'
import { conversationCallId } from '../voice/conversation-call-id.ts'
import { readDelivery } from '../voice/provider-events.ts'
import { reportOf } from '../voice/report.ts'

export async function adoptConversation({ call_id, version }: Extract<Job, { kind: 'adopt_conversation' }>, env: Env): Promise<void> {
  const session = callSession(env, call_id)
  const call = await session.call()
  const stray = call?.conversation_id ? conversationCallId(call.conversation_id) : call_id
  if (call?.conversation_id && stray !== call_id) {
    const strays = callSession(env, stray)
    const delivered = await strays.handOver()
    for (const one of delivered ?? []) {
      const body = one.body ?? (one.archive_key && (await archivedDelivery(env, one.archive_key)))
      const delivery = body ? readDelivery(JSON.parse(body)) : null
      const report = delivery?.ok ? reportOf(delivery.value) : null
      if (report) await session.ingest(report, one, null)
    }
    if (delivered) {
      await rememberConversation(env, call.conversation_id, call_id, call.created_at)
      await unproject(env, stray)
      await strays.drop()
    }
  }
  await session.confirm('adopt_conversation', version)
}
