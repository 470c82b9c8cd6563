// Somebody who watches a call: a socket, and all that was heard on it.
import { exports } from 'cloudflare:workers'
import type { LiveMessage } from '../../src/contract/live.ts'

const worker = (exports as unknown as { default: Fetcher }).default

export type Watcher = {
  heard: LiveMessage[]
  /** The seq of every entry heard, in the order of hearing. */
  seqs: () => number[]
  socket: WebSocket
  /** The code with which the socket ended; null while it is open. */
  closed: () => number | null
}

/** The answer to an upgrade. @param query `after=3`, `ticket=…` */
export function knock(call_id: string, query = '', key: string | null = 'dev'): Promise<Response> {
  const headers = { upgrade: 'websocket', ...(key === null ? {} : { authorization: `Bearer ${key}` }) }
  return worker.fetch(new Request(`http://parley.test/ws/transcript/${call_id}${query && `?${query}`}`, { headers }))
}

export async function watch(call_id: string, query = '', key: string | null = 'dev'): Promise<Watcher> {
  const answer = await knock(call_id, query, key)
  const socket = answer.webSocket
  if (!socket) throw new Error(`no socket: ${answer.status}`)
  const heard: LiveMessage[] = []
  let code: number | null = null
  socket.addEventListener('message', ({ data }) => {
    if (data !== 'pong') heard.push(JSON.parse(String(data)))
  })
  socket.addEventListener('close', (event) => {
    code = event.code
  })
  socket.accept()
  return { heard, socket, closed: () => code, seqs: () => heard.flatMap((message) => (message.type === 'transcript' ? [message.data.seq] : [])) }
}
