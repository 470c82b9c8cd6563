// Whom and what a call is about: the customer, the account, its pack, and what the prompt may know of them.
import { createHmac } from 'node:crypto'
import type { LedgerBackground, ReserveInput } from '../../durable-objects/customer-ledger.ts'
import { homeZone } from '../compliance/whereabouts.ts'
import { type Config, configOf } from '../config.ts'
import type { Purpose } from '../domain/call.ts'
import type { Account, Customer } from '../domain/customer.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { CallBackground, Pack } from '../packs/pack.ts'
import { packById } from '../packs/registry.ts'
import { customerWithAccounts } from '../store/customers.ts'

export type Subject = { customer: Customer; account: Account; debts: Account[]; pack: Pack; purpose: Purpose; zone: string }

export type NoSubject = { kind: 'unknown_customer' } | { kind: 'unknown_account' } | { kind: 'which_account' }

/** Left out, the account is the only one, and the purpose the pack's own. */
export async function subjectOf(
  env: Env,
  asked: { customer_id: string; account_id: string | null; purpose: Purpose | null },
): Promise<Result<Subject, NoSubject>> {
  const found = await customerWithAccounts(env, asked.customer_id)
  if (!found) return err({ kind: 'unknown_customer' })
  const { customer, accounts } = found
  const named = asked.account_id === null ? accounts : accounts.filter((account) => account.id === asked.account_id)
  const [account, another] = named
  if (!account) return err({ kind: asked.account_id === null ? 'which_account' : 'unknown_account' })
  if (another) return err({ kind: 'which_account' })
  const pack = packById(account.pack)
  if (!pack) return err({ kind: 'unknown_account' })
  const debts = accounts.filter((one) => packById(one.pack)?.isDebt)
  return ok({ customer, account, debts, pack, purpose: asked.purpose ?? pack.defaultPurpose, zone: zoneOf(customer) })
}

/** The zone in which dates are spoken: where the person says to live, else where the address or the number lies. */
export function zoneOf(customer: Pick<Customer, 'time_zone' | 'address' | 'phone'>): string {
  return customer.time_zone ?? homeZone(customer)
}

/** What the rules are asked (design, Words of two pages: the account's pack decides, not the caller's choice of purpose). */
export function reserveInput(subject: Subject, call: { call_id: string; follow_up_id: string | null; phone_hash: string; now: string }): ReserveInput {
  const { customer, account, debts, pack, purpose } = subject
  const cleared = pack.clearancePurpose(purpose)
  return {
    ...call,
    customer,
    account,
    debts,
    purpose,
    request: {
      channel: 'voice_ai',
      purpose: cleared.purpose,
      ...(pack.isDebt ? { debt_id: account.id } : {}),
      ...(cleared.incident_open ? { incident_open: true } : {}),
    },
  }
}

export function backgroundOf(
  subject: Pick<Subject, 'customer' | 'account' | 'purpose' | 'zone'>,
  history: LedgerBackground,
  config: Config,
  direction: 'outbound' | 'inbound',
  now: string,
): CallBackground<Record<string, unknown>> {
  const { customer, account, purpose, zone } = subject
  const { line1, city, state } = customer.address ?? {}
  return {
    customer: { name: customer.name, language: customer.language, time_zone: zone, address_line: [line1, city, state].filter(Boolean).join(', ') || null },
    facts: account.facts,
    account: { external_id: account.external_id, updated_at: account.updated_at },
    purpose,
    direction,
    business_name: config.BUSINESS_NAME,
    agent_name: 'the automated assistant',
    history,
    now,
  }
}

/** Keyed, so that a number cannot be found again by trying all of them. */
export function phoneHash(env: Env, phone: string): string {
  return createHmac('sha256', configOf(env).PHONE_HASH_KEY).update(phone).digest('hex')
}
