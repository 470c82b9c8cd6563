// A conversation proved to be a call's: what was delivered under it before anybody knew whose it is, is handed over.
import { callSession } from '../../durable-objects/call-session.ts'
import type { Job } from '../contract/jobs.ts'
import { archivedDelivery } from '../store/archive.ts'
import { claimConversation, rememberConversation } from '../store/calls.ts'
import { unproject } from '../store/projection.ts'
import { conversationCallId } from '../voice/conversation-call-id.ts'
import { readDelivery } from '../voice/provider-events.ts'
import { reportOf } from '../voice/report.ts'

export async function adoptConversation({ call_id, version }: Extract<Job, { kind: 'adopt_conversation' }>, env: Env): Promise<void> {
  const session = callSession(env, call_id)
  const call = await session.call()
  if (call?.conversation_id) {
    const stray = conversationCallId(call.conversation_id)
    // A call that was made up for its conversation asks whose that is: when it was opened, nobody could say, or the database was away.
    const owner = stray === call_id ? await claimConversation(env, call.conversation_id, stray, call.created_at) : call_id
    if (owner !== stray) await handOver(env, call.conversation_id, stray, owner)
  }
  await session.confirm('adopt_conversation', version)
}

async function handOver(env: Env, conversation_id: string, stray: string, owner: string): Promise<void> {
  const [session, strays] = [callSession(env, owner), callSession(env, stray)]
  const call = await session.call()
  const delivered = call && (await strays.handOver())
  if (!delivered) return
  for (const one of delivered) {
    const body = one.body ?? (one.archive_key && (await archivedDelivery(env, one.archive_key)))
    const delivery = body ? readDelivery(JSON.parse(body)) : null
    const report = delivery?.ok ? reportOf(delivery.value) : null
    if (report) await session.ingest(report, one, null)
  }
  await rememberConversation(env, conversation_id, owner, call.created_at)
  await unproject(env, stray)
  await strays.drop()
  // A projection that had read the stray before it went may have written it back meanwhile.
  await unproject(env, stray)
}
