// One socket on one call's transcript, kept up until the call has ended: a fresh ticket for every try, and each try takes up where the last broke off.
import ReconnectingSocket from 'partysocket/ws'
import { ticketSchema } from '../../../src/contract/api.ts'
import { closeCodes, liveMessageSchema } from '../../../src/contract/live.ts'
import { api, withQuery } from './client.ts'
import { type Heard, hear, isComplete, nothingHeard, resumeSeq } from './heard.ts'
import { jsonOf } from './json.ts'
import { mayPass, type Problem } from './problem.ts'

export type LiveTranscript =
  | { kind: 'connecting'; heard: Heard }
  | { kind: 'live'; heard: Heard }
  /** The page may lack what was said since this instant; it is trying to catch up. */
  | { kind: 'behind'; heard: Heard; since: string }
  | { kind: 'ended'; heard: Heard }
  | { kind: 'refused'; heard: Heard; problem: Problem }

const heartbeatMs = 20_000
/** A socket that answers no ping within this time is dead, whatever the browser thinks of it. */
const pongMs = 8_000
/** How long a hole between two entries may stand before they are asked for again. */
const holeMs = 2_000
/** After that a hole is the server's own, and is shown as what it is. */
const holesAskedFor = 5
/** Tickets live a minute: one that is refused again and again is not a matter of time. */
const refusedTicketsBelieved = 5

const forbidden: Problem = { kind: 'unreadable', title: 'You may not listen to this call', detail: 'The socket was refused', status: 403, request_id: null }
const unknown: Problem = { kind: 'unreadable', title: 'There is no such call', detail: 'The socket was refused', status: 404, request_id: null }

/**
 * @param tell hears of every change, the first one at once
 * @returns stops listening
 */
export function followCall(call_id: string, tell: (transcript: LiveTranscript) => void): () => void {
  let heard = nothingHeard
  let lostAt: string | null = null
  let over = false
  let refusedTickets = 0
  let holesAsked = 0
  let pongTimer: ReturnType<typeof setTimeout> | undefined
  let holeTimer: ReturnType<typeof setTimeout> | undefined

  const socket = new ReconnectingSocket(address, undefined, {
    // Random, so that a thousand watchers of a restarted Worker do not come back as one.
    minReconnectionDelay: 200 + Math.random() * 300,
    reconnectionDelayGrowFactor: 1.6 + Math.random() * 0.4,
    maxReconnectionDelay: 6_000,
    connectionTimeout: 8_000,
    shouldReconnectOnClose: () => !over,
  })
  const heartbeat = setInterval(ping, heartbeatMs)

  async function address(): Promise<string> {
    const ticket = await api.post('/api/tickets', ticketSchema, { call_id })
    if (!ticket.ok) {
      if (!mayPass(ticket.error)) finish({ kind: 'refused', heard, problem: ticket.error })
      throw new Error(ticket.error.title) // the socket's own back-off takes it from here
    }
    const after = resumeSeq(heard.entries)
    const path = withQuery(`/ws/transcript/${call_id}`, { after: after > 0 ? String(after) : undefined, ticket: ticket.value.ticket })
    return `${location.origin.replace(/^http/, 'ws')}${path}`
  }

  function finish(transcript: LiveTranscript): void {
    if (over) return
    over = true
    stop()
    tell(transcript)
  }

  function stop(): void {
    over = true
    clearInterval(heartbeat)
    clearTimeout(pongTimer)
    clearTimeout(holeTimer)
    removeEventListener('online', reconnect)
    socket.close()
  }

  function reconnect(): void {
    if (!over) socket.reconnect()
  }

  function fillHole(): void {
    holesAsked++
    reconnect()
  }

  function ping(): void {
    if (socket.readyState !== WebSocket.OPEN) return
    socket.send('ping')
    clearTimeout(pongTimer)
    pongTimer = setTimeout(reconnect, pongMs)
  }

  function tellWhereWeStand(): void {
    if (over) return
    if (lostAt) tell({ kind: 'behind', heard, since: lostAt })
    else tell({ kind: heard.status === null ? 'connecting' : 'live', heard })
  }

  socket.addEventListener('message', ({ data }) => {
    clearTimeout(pongTimer)
    if (over || typeof data !== 'string' || data === 'pong') return
    const message = liveMessageSchema.safeParse(jsonOf(data))
    if (!message.success) return // a kind of message that a newer server sends and this page does not know
    refusedTickets = 0
    heard = hear(heard, message.data)
    clearTimeout(holeTimer)
    const whole = isComplete(heard)
    if (whole) lostAt = null
    if (heard.goodbye && (whole || holesAsked >= holesAskedFor)) return finish({ kind: 'ended', heard })
    if (!whole && holesAsked < holesAskedFor) holeTimer = setTimeout(fillHole, holeMs)
    tellWhereWeStand()
  })

  socket.addEventListener('close', ({ code }) => {
    clearTimeout(pongTimer)
    if (over) return
    if (code === closeCodes.forbidden) return finish({ kind: 'refused', heard, problem: forbidden })
    if (code === closeCodes.unknown) return finish({ kind: 'refused', heard, problem: unknown })
    if (code === closeCodes.ticket && ++refusedTickets >= refusedTicketsBelieved) return finish({ kind: 'refused', heard, problem: forbidden })
    lostAt ??= new Date().toISOString()
    tellWhereWeStand()
  })

  addEventListener('online', reconnect)
  tellWhereWeStand()
  return stop
}
