// Somebody outside the Worker who watches a call: a socket that is opened anew after the last entry whenever it drops, and all that was heard.
import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import type { Api } from '../../scripts/local/api.ts'
import { closeCodes, type LiveMessage, liveMessageSchema } from '../../src/contract/live.ts'
import type { Entry } from '../../src/domain/transcript.ts'

/** A runtime that died refuses connections for a moment. */
const reconnectAfterMs = 50

export type ResumingWatcher = {
  /** As they came, from all sockets: a repeat is here twice, and a gap is a gap. */
  heard: LiveMessage[]
  entries: () => Entry[]
  /** How many sockets broke without a goodbye. */
  drops: () => number
  /** The first entry of this kind that is heard from now on, at the moment it is heard. */
  next: (wanted: (entry: Entry) => boolean) => Promise<Entry>
  /** Fulfilled by the goodbye; rejected when a socket is refused. */
  ended: Promise<void>
  leave: () => void
}

export function watchAndResume(api: Api, call_id: string): ResumingWatcher {
  const heard: LiveMessage[] = []
  const waiting = new Set<(entry: Entry) => void>()
  const state: { socket: WebSocket | null; drops: number; left: boolean } = { socket: null, drops: 0, left: false }
  const entries = () => heard.flatMap((message) => (message.type === 'transcript' ? [message.data] : []))

  /** One socket from its opening to its end. @returns the code of the goodbye or of the close, null when it never opened */
  const oneSocket = () =>
    new Promise<number | null>((resolve, reject) => {
      const url = new URL(`/ws/transcript/${call_id}?after=${entries().at(-1)?.seq ?? 0}`, api.url.replace(/^http/, 'ws'))
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${api.key}` } })
      let opened = false
      state.socket = socket
      socket.on('open', () => {
        opened = true
      })
      socket.on('message', (data) => {
        const message = liveMessageSchema.parse(JSON.parse(String(data)))
        heard.push(message)
        if (message.type === 'transcript') for (const told of waiting) told(message.data)
        // The connection itself may linger after these words.
        if (message.type === 'bye') resolve(message.data.code)
      })
      // Nobody listens there yet. A refusal is an answer, and not to be asked for again.
      socket.on('error', () => {})
      socket.on('unexpected-response', (_, { statusCode }) => reject(new Error(`the socket was refused: ${statusCode}`)))
      socket.on('close', (code) => resolve(opened ? code : null))
    })

  const untilGoodbye = async () => {
    while (!state.left) {
      const code = await oneSocket()
      if (code === closeCodes.ended) return
      if (code !== null) state.drops += 1
      await pause(reconnectAfterMs)
    }
  }

  return {
    heard,
    entries,
    drops: () => state.drops,
    next: (wanted) =>
      new Promise((resolve) => {
        const told = (entry: Entry) => {
          if (!wanted(entry)) return
          waiting.delete(told)
          resolve(entry)
        }
        waiting.add(told)
      }),
    ended: untilGoodbye(),
    leave: () => {
      state.left = true
      state.socket?.terminate()
    },
  }
}
