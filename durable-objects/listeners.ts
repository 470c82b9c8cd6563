// The sockets that watch an object: hibernating, resumed by `after`, told at once, and left to themselves when they fall silent.
import { closeCodes, type LiveMessage } from '../src/contract/live.ts'

/** A watcher that used to ping and has not for so long, while entries go out, is gone without saying so. */
const silenceMs = 60_000
/** A client has nothing to say beyond `ping`. */
const longestCommand = 1024

export class Listeners {
  readonly #ctx: DurableObjectState

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx
  }

  /**
   * Takes a new watcher: what it must know first is sent before anything else can come between.
   * @param over  nothing will follow: says so and ends the socket
   */
  welcome(first: readonly LiveMessage[], over: boolean): Response {
    const { 0: client, 1: server } = new WebSocketPair()
    this.#ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
    this.#ctx.acceptWebSocket(server)
    for (const message of first) server.send(JSON.stringify(message))
    if (over) end(server)
    return new Response(null, { status: 101, webSocket: client })
  }

  tell(message: LiveMessage, now: number): void {
    const sockets = this.#ctx.getWebSockets()
    if (sockets.length === 0) return
    const text = JSON.stringify(message)
    for (const socket of sockets) {
      const pinged = this.#ctx.getWebSocketAutoResponseTimestamp(socket)
      if (pinged && now - pinged.getTime() > silenceMs) close(socket, closeCodes.too_slow, 'fell silent: resume with after')
      else send(socket, text)
    }
  }

  /** Everything was said. */
  bye(): void {
    for (const socket of this.#ctx.getWebSockets()) end(socket)
  }

  /** Whatever a client says is ignored; what is too long for a command ends its socket. */
  heard(socket: WebSocket, message: string | ArrayBuffer): void {
    const size = typeof message === 'string' ? message.length : message.byteLength
    if (size > longestCommand) close(socket, closeCodes.too_large, 'too long')
  }
}

function end(socket: WebSocket): void {
  send(socket, JSON.stringify({ type: 'bye', data: { code: closeCodes.ended } } satisfies LiveMessage))
  close(socket, closeCodes.ended, 'the call ended')
}

function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text)
  } catch {
    // The peer went away between the list and the send; it resumes with `after`.
  }
}

function close(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason)
  } catch {
    // Already closed from the other side.
  }
}
