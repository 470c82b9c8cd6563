// The conversation of one answered call: the persona speaks, the custom LLM is asked, its words are spoken, until somebody hangs up.
import type { PersonaAct } from '../../src/packs/pack.ts'
import type { Exchange } from '../exchange.ts'
import { ask } from '../llm/attempt.ts'
import { completionBody, type Message, toolMessages } from '../llm/request.ts'
import { spokenMs, wordsOf } from '../pace.ts'
import { between } from '../random.ts'
import { type Call, secondsInto, type ToolResult, type Turn, variablesOf } from './call.ts'
import { isMailbox, localDay, type Role } from './persona.ts'
import { detectMailbox, run } from './tools.ts'
import type { Wording } from './wording.ts'

type Ending = { call_result: 'answered' | 'voicemail'; termination_reason: string; error: Call['error'] }

const hungUp: Ending = { call_result: 'answered', termination_reason: 'Call ended by remote party', error: null }
const toolEnded: Ending = { call_result: 'answered', termination_reason: 'end_call tool was called.', error: null }
const mailboxReached: Ending = { call_result: 'voicemail', termination_reason: 'Voicemail detected', error: null }
const tooLong: Ending = { call_result: 'answered', termination_reason: 'Maximum number of turns reached', error: null }
const llmFailed: Ending = {
  call_result: 'answered',
  termination_reason: 'Custom LLM generation failed',
  error: { code: 1002, reason: 'custom_llm_error: every attempt failed' },
}

/** Turns of the agent after the first message. */
const mostTurns = 40
/** A model that calls one tool after another without a word is stopped here. */
const mostToolsInARow = 5
/** How long the platform waits for somebody who says nothing. */
const silenceMs = 7_000
/** The share of an interrupted turn that was heard. */
const heardShare = 0.6
/** The pause before somebody answers. */
const pauseMs = { shortest: 300, longest: 900 }

/** Something is said aloud: it takes its time, on the call's own clock in full and on the real one at the emulator's speed. */
async function pass(call: Call, ms: number, exchange: Exchange): Promise<void> {
  call.elapsed_ms += ms
  await exchange.clock.wait(ms / exchange.settings.speed, exchange.signal)
}

/**
 * Leads one call to its end, filling its transcript on the way.
 *
 * @param opening what the persona does about the first message: asked for before she picks up, since it may be that she does not
 */
export async function talk(call: Call, given: { role: Role; wording: Wording; opening: PersonaAct }, exchange: Exchange): Promise<Ending> {
  const { role, wording } = given
  const history: Message[] = [{ role: 'system', content: wording.prompt }]
  const said: string[] = []
  let agentTurns = 0

  /** The agent speaks; where the persona cuts in, only the first words are heard. */
  const speak = async (text: string, facts: { tool: ToolResult | null; first_words_ms: number | null }): Promise<string> => {
    const words = wordsOf(text)
    const interrupted = role.interrupt_turns.includes(agentTurns) && words.length > 1 && facts.tool === null
    const heard = interrupted ? words.slice(0, Math.ceil(words.length * heardShare)).join(' ') : text
    agentTurns += 1
    call.turns.push({ ...agentTurn(call), message: heard, original_message: interrupted ? text : null, ...facts })
    call.spoken.push({ speaker: 'agent', text: heard, at_secs: secondsInto(call) })
    await pass(call, spokenMs(heard), exchange)
    return heard
  }

  /** The agent's next words, with what its tools did on the way; null for no answer at all. */
  const answer = async (): Promise<{ heard: string; ending: Ending | null } | null> => {
    for (let tools = 0; tools < mostToolsInARow; tools++) {
      const asked = exchange.clock.now()
      const reply = await ask(call, completionBody(call, history), exchange)
      call.elapsed_ms += exchange.clock.now() - asked
      if (!reply) return null
      const { first_words_ms } = reply
      const [toolCall] = reply.tool_calls
      if (!toolCall) {
        const heard = await speak(reply.text, { tool: null, first_words_ms })
        history.push({ role: 'assistant', content: heard })
        return { heard, ending: null }
      }
      const outcome = run(toolCall)
      const words = [reply.text.trim(), outcome.farewell].filter((part) => part !== '').join(' ')
      if (words === '') call.turns.push({ ...agentTurn(call), tool: outcome.result, first_words_ms })
      const heard = words === '' ? '' : await speak(words, { tool: outcome.result, first_words_ms })
      history.push(...toolMessages(toolCall, heard === '' ? null : heard, outcome.result.text))
      switch (outcome.next) {
        case 'hang_up':
          return { heard, ending: toolEnded }
        case 'leave_mailbox':
          return { heard, ending: mailboxReached }
        case 'listen':
          return { heard, ending: null }
        case 'ask_again':
      }
    }
    return null
  }

  let heard = wording.first_message
  if (heard !== '') {
    heard = await speak(heard, { tool: null, first_words_ms: null })
    history.push({ role: 'assistant', content: heard })
  }
  let act = given.opening
  for (let turn = 0; turn < mostTurns; turn++) {
    if (turn > 0) act = react(call, role, { heard, turn, said }, exchange.clock.now())
    if (act.say === null && !act.hang_up) await pass(call, silenceMs, exchange)
    if (act.say !== null) {
      await pass(call, between(pauseMs.shortest, pauseMs.longest, role.chance), exchange)
      call.turns.push({ ...userTurn(call), message: act.say })
      call.spoken.push({ speaker: 'user', text: act.say, at_secs: secondsInto(call) })
      said.push(act.say)
      history.push({ role: 'user', content: act.say })
      await pass(call, spokenMs(act.say), exchange)
    }
    if (isMailbox(role.persona)) {
      call.turns.push({ ...agentTurn(call), tool: detectMailbox() })
      return mailboxReached
    }
    if (act.hang_up) return hungUp
    const answered = await answer()
    if (answered === null) return llmFailed
    if (answered.ending) return answered.ending
    heard = answered.heard
  }
  return tooLong
}

/** What the persona does about what she heard. */
export function react(call: Call, role: Role, given: { heard: string; turn: number; said: readonly string[] }, now: number): PersonaAct {
  return role.persona.act({ ...given, variables: variablesOf(call), today: localDay(call, now), chance: role.chance })
}

function agentTurn(call: Call): Turn {
  return { role: 'agent', message: null, original_message: null, at_ms: call.elapsed_ms, tool: null, first_words_ms: null }
}

function userTurn(call: Call): Turn {
  return { ...agentTurn(call), role: 'user' }
}
