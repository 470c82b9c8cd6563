// The instructions for one call: named sections, put together in one order, with the manifest that says what they hold.
import { speakable } from '../domain/money.ts'
import type { CallBackground, Pack, PromptSection } from '../packs/pack.ts'
import { factLines, type ManifestFact, manifestFacts } from './facts.ts'
import { mustSayLines } from './must-say.ts'
import { dataNotice, harmless, quoted } from './quoted-data.ts'
import { speakingRules } from './speaking-rules.ts'

/** Raised with every change of wording, so that calls can be told apart by the prompt they used. */
const version = 'prompt-1'

/** Stored: grows by optional fields only. `tokens` are estimates. */
export type PromptManifest = {
  version: string
  pack: string
  hash: string
  tokens: number
  sections: { name: string; tokens: number; hash: string }[]
  facts: ManifestFact[]
}

export type Variables = Record<string, string | number | boolean>

export type AssembledPrompt = { system_prompt: string; first_message: string; manifest: PromptManifest; dynamic_variables: Variables }

/** What a phone's first words may last: the voice provider speaks all of it before it listens. */
const longestFirstMessage = 600

/**
 * @param must_say ids of the disclosures that the receipt of this call demands, in their order
 * @param call.hash of a text, as hex
 */
export function assemblePrompt(
  pack: Pack,
  background: CallBackground<unknown>,
  must_say: readonly string[],
  call: { call_id: string; hash: (text: string) => string },
): AssembledPrompt {
  const known = harmless(background)
  const facts = pack.knownFacts(known)
  const sections = [
    { name: 'role', text: role(pack, known, call.call_id) },
    { name: 'customer', text: customer(known) },
    { name: 'on_file', text: ['What is known. Never ask for anything marked DO NOT ASK.', ...factLines(facts, known.now)].join('\n') },
    { name: 'history', text: history(known) },
    { name: 'strategy', text: strategy(pack, known) },
    { name: 'speaking_rules', text: ['How you speak:', ...speakingRules.map((rule, place) => `${place + 1}. ${rule.sentence}`)].join('\n') },
    { name: 'business_rules', text: businessRules(pack) },
    { name: 'must_say', text: must_say.length > 0 ? ['You must say, in this order:', ...mustSayLines(must_say)].join('\n') : '' },
    ...pack.sections(known),
    { name: 'earlier_call', text: known.history.earlier ? `What led to this call: ${quoted(known.history.earlier)}` : '' },
  ].filter((section) => section.text !== '')
  const system_prompt = sections.map(headed).join('\n\n')
  return {
    system_prompt,
    first_message: pack.firstMessage(known).slice(0, longestFirstMessage),
    manifest: {
      version,
      pack: pack.pack_id,
      hash: call.hash(system_prompt),
      tokens: tokensOf(system_prompt),
      sections: sections.map((section) => ({ name: section.name, tokens: tokensOf(section.text), hash: call.hash(section.text) })),
      facts: manifestFacts(facts),
    },
    dynamic_variables: dynamicVariables(pack, background, call.call_id),
  }
}

/** What goes with a call and comes back in its webhook. Plain values under plain names: the provider keeps `system__` and `secret__` for itself. */
export function dynamicVariables(pack: Pack, background: CallBackground<unknown>, call_id: string): Variables {
  const { customer, purpose, business_name, agent_name } = harmless(background)
  return { call_id, pack: pack.pack_id, purpose, customer_name: customer.name, time_zone: customer.time_zone, business_name, agent_name }
}

function role(pack: Pack, { agent_name, business_name, direction, purpose }: CallBackground<unknown>, call_id: string): string {
  return [
    `You are ${agent_name} of ${business_name}, an AI on the telephone. Line of business: ${pack.title}.`,
    `This is an ${direction} call; its purpose is ${purpose.replaceAll('_', ' ')}. You are heard, not read: plain spoken sentences, no lists, no marks.`,
    'Say that you are an AI whenever you are asked. Say nothing that is not in these instructions, in a result of a tool or in the words of the customer.',
    dataNotice,
    `Call reference ${call_id}.`,
  ].join('\n')
}

function customer({ customer, now }: CallBackground<unknown>): string {
  return `The customer is ${quoted(customer.name)}. Language: ${customer.language}. Time zone: ${customer.time_zone}. It is now ${now} (UTC).`
}

function history({ history, facts }: CallBackground<unknown>): string {
  const { last_contact: last, active_promise: promise } = history
  const amount = promise?.amount_cents == null ? 'an amount not named' : speakable(promise.amount_cents, currencyOf(facts))
  return [
    `Total calls: ${history.total_calls}.`,
    last
      ? `Last contact: ${last.at.slice(0, 10)}, ${last.outcome.replaceAll('_', ' ')}${last.summary ? `. ${quoted(last.summary)}` : ''}`
      : 'Last contact: none.',
    promise ? `Active promise: ${amount} ${promise.date ? `on ${promise.date}` : 'without a day'}.` : 'Active promise: none.',
  ].join('\n')
}

/** The one word of an account that money needs, wherever a pack has it. */
function currencyOf(facts: unknown): string {
  const named = facts !== null && typeof facts === 'object' && 'currency' in facts ? facts.currency : null
  return typeof named === 'string' ? named : 'USD'
}

function strategy(pack: Pack, { facts }: CallBackground<unknown>): string {
  const { stage, tone, approach, opening } = pack.strategy(facts)
  return [`Stage: ${stage.replaceAll('_', ' ')}.`, `Tone: ${tone}.`, `Approach: ${approach}`, `Opening: "${opening}"`].join('\n')
}

function businessRules(pack: Pack): string {
  if (pack.businessRules.length === 0) return ''
  const ordered = [...pack.businessRules].sort((a, b) => a.priority - b.priority)
  return ['Rules of the business, the first one weighs most:', ...ordered.map((rule) => `${rule.priority}. ${rule.sentence}`)].join('\n')
}

function headed({ name, text }: PromptSection): string {
  return `# ${name.replaceAll('_', ' ')}\n${text}`
}

/** About four characters a token, in English. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / 4)
}
