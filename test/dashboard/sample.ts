// Customers, calls and follow-ups as the API would show them: every value passes the contract's own schema before a page sees it.
import type { z } from 'zod'
import { callViewSchema, customerWithAccountsSchema, followUpViewSchema, receiptSchema } from '../../src/contract/api.ts'
import { idFromBytes, type Prefix } from '../../src/domain/id.ts'
import { type Entry, entrySchema, type Speaker } from '../../src/domain/transcript.ts'

export type CallView = z.infer<typeof callViewSchema>
export type Customer = z.infer<typeof customerWithAccountsSchema>
export type FollowUp = z.infer<typeof followUpViewSchema>

export function sampleId(prefix: Prefix, n: number): string {
  return idFromBytes(
    prefix,
    Uint8Array.from({ length: 16 }, (_, place) => (place === 15 ? n & 255 : place === 14 ? n >> 8 : 7)),
  )
}

/** An instant so many minutes before now, or after it when negative. */
export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString()
}

export function sampleCustomer(n: number, name: string, more: Partial<Customer> = {}): Customer {
  const created_at = minutesAgo(60 * 24 * 40)
  return customerWithAccountsSchema.parse({
    id: sampleId('cus', n),
    name,
    phone: `+1312555${String(1000 + n)}`,
    other_phones: [],
    email: null,
    language: 'en',
    time_zone: 'America/Chicago',
    time_zone_source: 'creditor_file',
    address: { line1: `${n + 10} Halsted St`, city: 'Chicago', state: 'IL', postal_code: '60607', country: 'US' },
    external_id: `C-${n}`,
    consents: { ai_voice: { status: 'granted', scope: 'all', at: created_at } },
    flags: {},
    created_at,
    updated_at: created_at,
    accounts: [
      {
        id: sampleId('acct', n),
        customer_id: sampleId('cus', n),
        pack: 'collections',
        external_id: `LN-20${n}`,
        facts: { outstanding_amount: 1250.5, currency: 'USD', days_overdue: 34, emis_overdue: 2, risk_category: 'medium', collection_stage: 'early' },
        created_at,
        updated_at: created_at,
      },
    ],
    ...more,
  })
}

export function sampleEntry(seq: number, speaker: Speaker, text: string, more: Partial<Entry> = {}): Entry {
  return entrySchema.parse({
    seq,
    entry_id: `turn-${seq}`,
    speaker,
    text,
    at: new Date().toISOString(),
    offset_ms: (seq - 1) * 4200,
    source: 'live',
    final_text: null,
    interrupted: false,
    redacted: false,
    tool_calls: [],
    ...more,
  })
}

export function sampleCall(n: number, customer: Customer | null, more: Partial<CallView> = {}): CallView {
  const created_at = minutesAgo(n * 7 + 3)
  return callViewSchema.parse({
    id: sampleId('call', n),
    customer_id: customer?.id ?? null,
    account_id: customer?.accounts[0]?.id ?? null,
    customer_name: customer?.name ?? null,
    pack: 'collections',
    purpose: 'collection',
    direction: 'outbound',
    channel: 'phone',
    status: 'completed',
    end_reason: 'customer_goodbye',
    answer_class: 'human',
    conversation_id: `conv_${n}`,
    agent_id: 'agent_1',
    created_at,
    dialed_at: created_at,
    answered_at: created_at,
    ended_at: new Date(Date.parse(created_at) + 94_000).toISOString(),
    duration_seconds: 94,
    analysis_status: 'done',
    meaningful: { value: true, reason: null },
    sentiment_score: 0.2,
    intent: 'promise_to_pay',
    promise_made: true,
    total_usd: 0.1231,
    transcript: [],
    extracted_data: null,
    analysis_result: null,
    follow_ups: [],
    promises: [],
    prompt: null,
    prompt_manifest: {},
    audits: {},
    cost: { voice_usd: 0.12, llm_usd: 0.0031, total_usd: 0.1231, lines: [] },
    latency: { first_token_ms: { p50: 0, p95: 0, n: 0 }, components: [] },
    reconciliation: { sources: ['live'], differences: [] },
    notes: [],
    ...more,
  })
}

const liveNow: Partial<CallView> = {
  end_reason: null,
  ended_at: null,
  duration_seconds: null,
  analysis_status: 'pending',
  meaningful: { value: null, reason: null },
  sentiment_score: null,
  intent: null,
  promise_made: null,
  total_usd: null,
  cost: { voice_usd: 0, llm_usd: 0, total_usd: 0, lines: [] },
}

/** A call somebody is on at this moment: nothing is known of its outcome. */
export function liveCall(n: number, customer: Customer | null, more: Partial<CallView> = {}): CallView {
  return sampleCall(n, customer, {
    status: 'in_progress',
    created_at: minutesAgo(0.4),
    dialed_at: minutesAgo(0.4),
    answered_at: minutesAgo(0.3),
    ...liveNow,
    ...more,
  })
}

/** A finished call with everything that a page can show. */
export function fullCall(n: number, customer: Customer): CallView {
  const call_id = sampleId('call', n)
  const follow_up = sampleFollowUp(900, customer, { call_id, promise_id: sampleId('prm', 900), due_at: minutesAgo(-60 * 24 * 8) })
  return sampleCall(n, customer, {
    transcript: [
      sampleEntry(1, 'agent', 'Hello, this is Ava from Lakeside Credit. Am I speaking with Maria Alvarez?'),
      sampleEntry(2, 'customer', 'Yes, speaking.'),
      sampleEntry(3, 'agent', 'Thank you, Maria. I am calling about your loan. Is this a good moment?'),
      sampleEntry(4, 'customer', 'Um, sure. I know I am behind, it has been a rough month.'),
      sampleEntry(5, 'agent', 'I understand. What could you pay, and by when?', { interrupted: true }),
      sampleEntry(6, 'customer', 'I can pay two fifty by the fifth, with my card.', { final_text: 'I can pay two hundred fifty by the fifth, with my card.' }),
      sampleEntry(7, 'agent', 'So that is $250.00 on December 5th by card. Did I get that right?', {
        tool_calls: [{ name: 'record_promise', request_id: 'req-1', params: '{}', result: 'recorded', is_error: false }],
      }),
      sampleEntry(8, 'customer', 'Yes, that is right.'),
      sampleEntry(9, 'agent', 'Thank you, Maria. I have noted it. Goodbye.'),
    ],
    analysis_result: {
      engine: 'local',
      summary: 'Maria confirmed who she is, explained a rough month and promised $250.00 by card on December 5th.',
      sentiment: {
        label: 'neutral',
        score: 0.1,
        trajectory: 'improving',
        confidence: 71,
        reasoning: 'Tired at first, at ease once a date was found.',
        evidence: [{ seq: 4, quote: 'it has been a rough month' }],
      },
      intent: {
        label: 'promise_to_pay',
        secondary: ['hardship'],
        confidence: 92,
        reasoning: 'Names an amount and a day.',
        evidence: [{ seq: 6, quote: 'I can pay two hundred fifty by the fifth' }],
      },
      promise: {
        promise_made: true,
        promised_amount: 250,
        promised_date: '2026-12-05',
        payment_method: 'card',
        conditional: false,
        instalments: [],
        confidence: 88,
        reasoning: 'A firm commitment, read back and confirmed.',
        evidence: [
          { seq: 6, quote: 'two hundred fifty by the fifth' },
          { seq: 8, quote: 'Yes, that is right' },
        ],
      },
      next_action: {
        action: 'follow_up_promise',
        scheduled_for: '2026-11-28T15:00:00.000Z',
        urgency: 'normal',
        requested_by_customer: '2026-12-06T15:00:00.000Z',
        has_business_override: true,
        override_reason: 'first_time_defaulter_3_day_cap',
        rule_ids: ['first_time_defaulter_3_day_cap'],
        confidence: 80,
        reasoning: 'A promise is checked on the day after it falls due, or earlier where a rule says so.',
      },
      extracted_data: { issue: null, location: null, vehicle: null, safety: null, destination: null, promise: { amount: 250, date: '2026-12-05' } },
    },
    promises: [
      {
        id: sampleId('prm', 900),
        customer_id: customer.id,
        account_id: customer.accounts[0]?.id ?? null,
        call_id,
        promised_amount: 250,
        promised_date: '2026-12-05',
        payment_method: 'card',
        paid_amount: 0,
        status: 'active',
        evidence: [{ seq: 6, quote: 'two hundred fifty by the fifth' }],
        created_at: minutesAgo(2),
      },
    ],
    follow_ups: [follow_up],
    prompt: 'You are Ava, calling on behalf of Lakeside Credit.\n\nON FILE - DO NOT ASK\n- Name: Maria Alvarez\n- Amount: $1,250.50',
    prompt_manifest: {
      hash: 'b7c1',
      tokens: 912,
      sections: [{ name: 'role' }, { name: 'on_file' }, { name: 'stage_strategy' }, { name: 'business_rules' }],
      facts: [
        {
          name: 'name',
          value: 'Maria Alvarez',
          source: 'creditor_file',
          as_of: minutesAgo(9000),
          class: 'confirm',
          question: 'Am I speaking with Maria Alvarez?',
        },
        { name: 'outstanding_amount', value: '$1,250.50', source: 'creditor_file', as_of: minutesAgo(9000), class: 'never_ask', question: null },
      ],
    },
    cost: {
      voice_usd: 0.12,
      llm_usd: 0.0031,
      total_usd: 0.1231,
      lines: [
        { kind: 'voice', task: 'conversation', model: null, usd: 0.12 },
        { kind: 'model', task: 'reply', model: 'openai/gpt-5-mini', usd: 0.0031 },
      ],
    },
    latency: { first_token_ms: { p50: 412, p95: 880, n: 5 }, components: [{ component: 'http', name: 'custom_llm', p50: 431, p95: 1204, n: 5 }] },
    reconciliation: {
      sources: ['live', 'webhook'],
      differences: [
        {
          kind: 'changed',
          seq: 6,
          live_text: 'I can pay two fifty by the fifth, with my card.',
          final_text: 'I can pay two hundred fifty by the fifth, with my card.',
          at_turn: 5,
        },
      ],
    },
    notes: [{ at: minutesAgo(5), by: 'dev', text: 'Sounded relieved in the end.' }],
  })
}

export function sampleFollowUp(n: number, customer: Customer, more: Partial<FollowUp> = {}): FollowUp {
  return followUpViewSchema.parse({
    id: sampleId('fup', n),
    customer_id: customer.id,
    account_id: customer.accounts[0]?.id ?? null,
    call_id: null,
    promise_id: null,
    purpose: 'promise_reminder',
    due_at: minutesAgo(-90 * n),
    status: 'scheduled',
    reason: 'follow_up_promise',
    attempts: 0,
    created_at: minutesAgo(30),
    ...more,
  })
}

export const receiptOfRefusal = receiptSchema.parse({
  id: sampleId('rcp', 1),
  customer_id: sampleId('cus', 2),
  call_id: null,
  at: '2026-11-23T11:42:00.000Z',
  verdict: 'defer',
  rule_ids: ['us.hours.local', 'us.hours.zone-unsure'],
  not_before: '2026-11-23T16:00:00.000Z',
  must_say: [],
  explanation: 'It is 3:42 in the morning where Devon is. Calls about a debt are made from 8 in the morning to 9 in the evening.',
  rule_version: '2026-11-20',
  inputs_hash: 'a'.repeat(64),
  prev_hash: '0'.repeat(64),
  hash: 'b'.repeat(64),
})
