// One call: its transcript, its state, its watchers. What may follow what is decided in src/domain; this class only keeps.
import { DurableObject } from 'cloudflare:workers'
import type { Job } from '../src/contract/jobs.ts'
import type { LiveMessage } from '../src/contract/live.ts'
import { advance, type Call, type CallEvent, consequences, contactOutcome, isFinished } from '../src/domain/call.ts'
import type { Report } from '../src/domain/report.ts'
import { instantOf, later } from '../src/domain/time.ts'
import { costOf, latencyOf, type Note, type Trace } from '../src/domain/trace.ts'
import type { Source, Turn, Writer } from '../src/domain/transcript.ts'
import { errorText, log } from '../src/telemetry/log.ts'
import type { CallSnapshot, Delivered, Ingested, OpenCall, Reading, Settlement, TurnBegun } from './call-record.ts'
import { EventLog } from './event-log.ts'
import { type AnsweredTurn, Journal } from './journal.ts'
import { Listeners } from './listeners.ts'
import { Outbox, type OutboxKind } from './outbox.ts'
import { remote } from './remote.ts'
import { Tickets } from './tickets.ts'
import { Timers } from './timers.ts'
import { TranscriptLog } from './transcript-log.ts'

/** The provider is asked at least so often, however long a call has been silent (design, Three sources). */
const longestWatchMs = 15 * 60_000
/** A dial in doubt is looked up after so long: the provider's list may be a moment behind. */
const soonMs = 10_000
/** The dial's own time limit, and what a start takes beside it. */
const longestDialMs = 15_000
/** Three good looks at the provider's list over so long a time without the call: it was never dialled. */
const looksNeeded = 3
const lookingNeededMs = 15 * 60_000
/** A client may bring what it kept while it was offline for so long after the call ended (reliability, Authentication). */
const lateAppendMs = 2 * 60_000

/** The address of a web session opens for so long (contract: elevenlabs.md); one that nobody opened by then is over. */
const webOpeningMs = 15 * 60_000

type Stored = Omit<OpenCall, 'call' | 'prompt'>

export class CallSession extends DurableObject<Env> {
  readonly #timers = new Timers(this.ctx.storage)
  readonly #outbox = new Outbox(this.ctx.storage, this.#timers)
  readonly #deliveries = new EventLog(this.ctx.storage)
  readonly #transcript = new TranscriptLog(this.ctx.storage)
  readonly #journal = new Journal(this.ctx.storage)
  readonly #tickets = new Tickets(this.ctx.storage)
  readonly #listeners = new Listeners(this.ctx)
  /** A copy of the stored call, so that the hot path reads no storage. Undefined until it was looked for. */
  #call: Call | null | undefined
  #heard_at = 0
  /** What the change under way will have to tell. */
  #news: (LiveMessage | 'bye')[] = []

  /** Opens the call. The same call again changes nothing: a start that is repeated finds it as it stands. */
  open(input: OpenCall): Call {
    const known = this.#known()
    if (known) return known
    const { call, prompt, ...rest } = input
    this.#commit(() => {
      for (const part of [this.#timers, this.#outbox, this.#transcript]) part.create()
      this.#put(call)
      this.ctx.storage.kv.put<Stored>('opened', rest)
      if (prompt) this.ctx.storage.kv.put('prompt', prompt)
      this.#outbox.add(['project_call'], this.#now())
      if (!isFinished(call.status)) this.#timers.set('watchdog', this.#now() + rest.watchdog_seconds * 1000)
    })
    return call
  }

  /** One thing that happened to the call. What its state does not allow changes nothing: reports come late and twice. */
  record(event: CallEvent): Call | null {
    const call = this.#known()
    if (!call) return null
    return this.#commit(() => this.#advance(call, event))
  }

  /**
   * Takes entries that a client or a device brings: durable before the answer, told to the watchers after.
   * @returns null for a call that was never opened, or that ended too long ago for a client to add to
   */
  append(turns: readonly Turn[], writer: Writer): { accepted: number; duplicates: number; last_seq: number } | null {
    const call = this.#known()
    const now = this.#now()
    if (!call || (writer === 'client' && call.ended_at && isFinished(call.status) && now - Date.parse(call.ended_at) > lateAppendMs)) return null
    const accepted = this.#commit(() => this.#add(call, turns, writer))
    return { accepted, duplicates: turns.length - accepted, last_seq: this.#transcript.last_seq }
  }

  /**
   * Takes the provider's word on the call, from a webhook or a poll, once.
   * @param open  how to open the call when this is the first that is heard of it
   */
  ingest(report: Report, delivered: Delivered, open: OpenCall | null): Ingested {
    const known = this.#known()
    const call = known ?? (open && this.open(open))
    if (!call) return { kind: 'not_opened' }
    if (call.conversation_id && call.conversation_id !== report.conversation_id) return { kind: 'other_conversation' }
    return this.#commit(() => {
      const at = delivered.received_at
      // Made up for a conversation that nobody could name: whose it is may be known by the time the job is done.
      if (!known) this.#outbox.add(['adopt_conversation'], this.#now())
      const found = call.conversation_id
        ? call
        : this.#advance(call, { kind: 'conversation_found', at, conversation_id: report.conversation_id }, report.agent_id)
      if (report.kind === 'under_way') {
        if (report.over) this.#advance(found, { kind: 'hung_up', at, reason: 'ended_at_provider' })
        return { kind: 'taken', duplicate: false }
      }
      const key = `${report.kind === 'other' ? report.type : report.kind}:${report.conversation_id}`
      const taken = this.#deliveries.take({ key, ...delivered })
      if (taken === 'first' && report.kind === 'record') this.#merge(report, delivered.source)
      if (taken === 'first' && report.kind !== 'other') this.#advance(found, { kind: report.end, at, final: report.final })
      if (taken === 'differs' && report.kind === 'record') {
        this.#transcript.disagree(report.turns)
        this.#outbox.add(['project_call'], this.#now())
      }
      return { kind: 'taken', duplicate: taken !== 'first' }
    })
  }

  /** A look at the provider's list that did not hold this call. Enough of them over enough time end its doubt. */
  lookedInVain(now: string): void {
    const call = this.#known()
    if (call?.status !== 'dial_unconfirmed') return
    const looks = [...(this.ctx.storage.kv.get<string[]>('looks') ?? []), now]
    this.ctx.storage.kv.put('looks', looks)
    const [first] = looks
    if (first && looks.length >= looksNeeded && Date.parse(now) - Date.parse(first) >= lookingNeededMs) this.record({ kind: 'dial_not_found', at: now })
  }

  /** Takes the turns that the custom LLM was shown, and says whether this one still needs an answer. */
  beginTurn(key: string, turns: readonly Turn[]): TurnBegun {
    const call = this.#known()
    if (!call) return { kind: 'unknown' }
    if (isFinished(call.status)) return { kind: 'ended' }
    const answer = this.#commit(() => {
      this.#add(call, turns, 'llm')
      return this.#journal.answerOf(key)
    })
    if (answer) return { kind: 'answered', answer }
    const opened = this.#opened()
    return {
      kind: 'open',
      pack: call.pack,
      customer_name: opened.customer_name,
      background: opened.background,
      hints: this.#hints(),
      end_requested: this.ctx.storage.kv.get<string>('end_requested') ?? null,
    }
  }

  /** Keeps what was said in a turn, with the requests that made it. Of two answers to one turn the first is what was said. */
  finishTurn(key: string, answer: AnsweredTurn, turn: Turn | null, made: Trace): void {
    const call = this.#known()
    if (!call) return
    this.#commit(() => {
      this.#keep(made)
      if (!this.#journal.answer(key, answer)) return
      this.ctx.storage.kv.delete('hints')
      if (turn) this.#add(call, [turn], 'llm')
      for (const tool of answer.tool_calls) this.#news.push({ type: 'tool', data: { name: tool.name, state: 'asked' } })
    })
  }

  /**
   * What the analysis found. Tells the watchers last of all, and ends their sockets.
   * Of two readings made at once the first stands, though both are paid for: only one that is better than what stands takes its place.
   */
  recordReading(reading: Reading, made: Trace): void {
    const call = this.#known()
    if (!call) return
    const better = call.analysis_status === 'pending' || (call.analysis_status !== 'done' && reading.status === 'done')
    this.#commit(() => {
      this.#keep(made)
      if (!better) return
      this.ctx.storage.kv.put('reading', reading)
      this.#put({ ...call, analysis_status: reading.status })
      this.#outbox.add(['project_call', 'settle_call'], this.#now())
      if (reading.analysis) this.#news.push({ type: 'analysis', data: reading.analysis })
      this.#news.push('bye')
    })
  }

  /** An operator's request. A call that nobody dialled yet is cancelled; a live one is ended by the agent's next turn. */
  requestEnd(reason: string, now: string): { kind: 'ok'; status: Call['status'] } | { kind: 'finished'; status: Call['status'] } | null {
    const call = this.#known()
    if (!call) return null
    if (isFinished(call.status)) return { kind: 'finished', status: call.status }
    if (call.status === 'reserved') return { kind: 'ok', status: this.record({ kind: 'cancelled', at: now, reason })?.status ?? call.status }
    this.ctx.storage.kv.put('end_requested', reason)
    return { kind: 'ok', status: call.status }
  }

  /** A hint for the agent's next turn. @returns false for an unknown call */
  say(text: string): boolean {
    if (!this.#known()) return false
    this.ctx.storage.kv.put('hints', [...this.#hints(), text])
    return true
  }

  note(note: Note): boolean {
    if (!this.#known()) return false
    this.#journal.addNote(note)
    return true
  }

  snapshot(): CallSnapshot | null {
    const [call, trace] = [this.#known(), this.journal()]
    return call && trace && this.#snapshotOf(call, trace)
  }

  /** What D1 is to show. What only people who look closely read goes with it when the call is over. */
  projection(): (CallSnapshot & Trace) | null {
    const [call, trace] = [this.#known(), this.journal()]
    if (!call || !trace) return null
    return { ...this.#snapshotOf(call, trace), ...(isFinished(call.status) ? trace : { model_calls: [], spans: [] }) }
  }

  call(): Call | null {
    return this.#known()
  }

  /** Not `trace`: a worker's handler has that name, and some runtimes keep it from being called from outside. */
  journal(): Trace | null {
    return this.#known() ? { spans: this.#journal.spans(), model_calls: this.#journal.modelCalls() } : null
  }

  #snapshotOf(call: Call, { model_calls, spans }: Trace): CallSnapshot {
    const { customer_name, zone, facts } = this.#opened()
    return {
      call,
      customer_name,
      zone,
      facts,
      entries: this.#transcript.since(0),
      prompt: this.ctx.storage.kv.get<NonNullable<OpenCall['prompt']>>('prompt') ?? null,
      reading: this.#reading(),
      differences: this.#transcript.differences(),
      sources: [...new Set([...this.#transcript.sources(), ...this.#deliveries.sources()])].sort(),
      cost: costOf(call.voice_usd, model_calls),
      latency: latencyOf(model_calls, spans),
      notes: this.#journal.notes(),
    }
  }

  settlement(): Settlement | null {
    const call = this.#known()
    if (!call) return null
    const { number, phone_hash, zone } = this.#opened()
    return { call, outcome: contactOutcome(call), number, phone_hash, zone, reading: this.#reading() }
  }

  /** Its conversation was taken for another call's: what was delivered there must come here. */
  adoptConversation(): void {
    if (this.#known()) this.#outbox.add(['adopt_conversation'], this.#now())
  }

  /** For the sweep: a call that should have ended long ago may have lost its alarm. */
  wake(): void {
    if (this.#known()) this.#timers.wake()
  }

  /** The ledger waits for a settlement that it never got: asks for it again where there is one to give. */
  resettle(): Call | null {
    const call = this.#known()
    if (call && isFinished(call.status)) this.#outbox.add(['settle_call'], this.#now())
    return call
  }

  /**
   * A consumer has done its work.
   * @returns false when the call is gone meanwhile: it was handed over
   */
  confirm(kind: OutboxKind, version: number): boolean {
    if (!this.#known()) return false
    this.#outbox.confirm(kind, version)
    return true
  }

  /** @returns when the ticket ends, or null for an unknown call */
  mintTicket(ticket: string): string | null {
    return this.#known() ? instantOf(this.#tickets.mint(ticket, this.#now())) : null
  }

  /**
   * This conversation proved to be another call's: hands its deliveries over, and is gone.
   * @returns null when nothing was ever delivered here
   */
  handOver(): Delivered[] | null {
    return this.#known() ? this.#deliveries.all() : null
  }

  async drop(): Promise<void> {
    this.#call = null
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
  }

  /** The socket of a watcher. Who may watch was settled at the door, but for a ticket: that is used up here. */
  override fetch(request: Request): Response {
    const call = this.#known()
    const url = new URL(request.url)
    if (!call) return new Response(null, { status: 404 })
    const ticket = url.searchParams.get('ticket')
    if (ticket !== null && !this.#tickets.redeem(ticket, this.#now())) return new Response(null, { status: 401 })
    const first: LiveMessage[] = [{ type: 'snapshot', data: { ...call, last_seq: this.#transcript.last_seq } }]
    for (const entry of this.#transcript.since(Number(url.searchParams.get('after') ?? 0))) first.push({ type: 'transcript', data: entry })
    const reading = this.#reading()
    const over = isFinished(call.status) && call.analysis_status !== 'pending'
    if (over && reading?.analysis) first.push({ type: 'analysis', data: reading.analysis })
    return this.#listeners.welcome(first, over)
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#listeners.heard(socket, message)
  }

  override async alarm(): Promise<void> {
    const call = this.#known()
    if (!call) return
    await this.#timers.fire(
      this.#now(),
      {
        outbox: () => this.#outbox.drain(this.env, this.#now(), (kind, version) => ({ kind, call_id: call.id, version }) as Job),
        watchdog: () => this.#watch(),
      },
      (name, error) => log({ kind: 'timer_failed', object: 'call_session', call_id: call.id, timer: name, error: errorText(error) }),
    )
  }

  /** Has the provider asked about a call that fell silent: first after the set time, then after twice that, and so on. */
  #watch(): void {
    const call = this.#known()
    if (!call || isFinished(call.status)) return
    const now = this.#now()
    const patience = this.#opened().watchdog_seconds * 1000
    if (call.status === 'dialing' && !call.conversation_id) {
      // The dial is still being asked for, or whoever asked died: then its answer is lost.
      const asked_until = Date.parse(call.dialed_at ?? call.created_at) + longestDialMs
      if (now < asked_until) {
        this.#timers.set('watchdog', asked_until)
        return
      }
      this.#commit(() => this.#advance(call, { kind: 'answer_lost', at: instantOf(now), reason: 'nobody_came_back' }))
    }
    if (now - this.#heard_at < patience) {
      this.ctx.storage.kv.delete('watches')
      this.#timers.set('watchdog', this.#heard_at + patience)
      return
    }
    if (call.status === 'reserved' && now - Date.parse(call.created_at) > webOpeningMs) {
      this.record({ kind: 'cancelled', at: instantOf(now), reason: 'never_opened' })
      return
    }
    const watches = (this.ctx.storage.kv.get<number>('watches') ?? 0) + 1
    this.ctx.storage.kv.put('watches', watches)
    this.#outbox.add(['reconcile_call'], now)
    this.#timers.set('watchdog', now + Math.min(longestWatchMs, patience * 2 ** watches))
  }

  #keep(made: Trace): void {
    for (const one of made.model_calls) this.#journal.addModelCall(one)
    for (const span of made.spans) this.#journal.addSpan(span)
  }

  /** @returns how many of the turns were new */
  #add(call: Call, turns: readonly Turn[], writer: Writer): number {
    const now = this.#now()
    this.#heard_at = now
    if (turns.length > 0 && !call.answered_at && !isFinished(call.status)) this.#advance(call, { kind: 'answered', at: instantOf(now) })
    const answered_at = this.#known()?.answered_at
    const offset = (turn: Turn) => turn.offset_ms ?? (answered_at && writer === 'llm' ? Math.max(0, Date.parse(turn.at) - Date.parse(answered_at)) : null)
    const added = turns.flatMap((turn) => this.#transcript.add(writer, { ...turn, offset_ms: offset(turn) }) ?? [])
    for (const entry of added) this.#news.push({ type: 'transcript', data: entry })
    return added.length
  }

  #merge({ turns, final }: Extract<Report, { kind: 'record' }>, source: Source): void {
    const started_at = later(final.ended_at, -1000 * final.duration_seconds)
    for (const entry of this.#transcript.merge(turns, source, started_at)) this.#news.push({ type: 'transcript', data: entry })
  }

  /** Inside a transaction. */
  #advance(call: Call, event: CallEvent, agent_id: string | null = null): Call {
    const next = advance(call, event)
    if (!next.ok) return call
    const after = agent_id && !next.value.agent_id ? { ...next.value, agent_id } : next.value
    this.#put(after)
    this.#outbox.add(consequences(call, after, event.kind), this.#now())
    if (isFinished(after.status)) this.#timers.clear('watchdog')
    // In doubt: looked up soon, not when the silence of a healthy call would be noticed.
    if (event.kind === 'answer_lost') this.#timers.set('watchdog', this.#now() + Math.min(soonMs, this.#opened().watchdog_seconds * 1000))
    if (after.status !== call.status) this.#news.push({ type: 'status', data: { status: after.status, at: event.at } })
    if (isFinished(after.status) && after.analysis_status !== 'pending') this.#news.push('bye')
    return after
  }

  /**
   * One change, whole or not at all. Watchers are told when it is stored; what is remembered of a change that failed is forgotten.
   */
  #commit<Outcome>(work: () => Outcome): Outcome {
    try {
      const outcome = this.ctx.storage.transactionSync(work)
      const [news, now] = [this.#news, this.#now()]
      this.#news = []
      for (const message of news) message === 'bye' ? this.#listeners.bye() : this.#listeners.tell(message, now)
      return outcome
    } catch (error) {
      this.#news = []
      this.#call = undefined
      this.#transcript.forget()
      throw error
    }
  }

  #put(call: Call): void {
    this.ctx.storage.kv.put('call', call)
    this.#call = call
  }

  /** An object that was never opened holds nothing, and reading it writes nothing. */
  #known(): Call | null {
    if (this.#call === undefined) this.#call = this.ctx.storage.kv.get<Call>('call') ?? null
    return this.#call
  }

  #opened(): Stored {
    const opened = this.ctx.storage.kv.get<Stored>('opened')
    if (!opened) throw new Error('a call without what it was opened with')
    return opened
  }

  #reading(): Reading | null {
    return this.ctx.storage.kv.get<Reading>('reading') ?? null
  }

  #hints(): string[] {
    return this.ctx.storage.kv.get<string[]>('hints') ?? []
  }

  #now(): number {
    return Date.now()
  }
}

export function callSession(env: Env, call_id: string): ReturnType<typeof remote<CallSession>> {
  return remote<CallSession>(env.CALL_SESSIONS, call_id)
}
