// The proof of every answer: receipts in a chain, in which no one can be changed, added or taken out between two others unnoticed.
import type { Instant } from '../domain/time.ts'
import type { Clearance } from './clearance.ts'

/** Stored: grows by optional fields only; what is added is covered by the hash of the receipts that have it. */
export type Receipt = {
  id: string
  customer_id: string
  /** Null when the question was asked for no call. */
  call_id: string | null
  at: Instant
  verdict: Clearance['decision']
  rule_ids: string[]
  not_before: Instant | null
  must_say: string[]
  explanation: string
  rule_version: string
  /** Of the canonical JSON of the question. */
  inputs_hash: string
  prev_hash: string
  hash: string
}

/** Hex SHA-256 of a text as UTF-8. Handed in: the rules have no hash of their own. */
export type Sha256 = (text: string) => string

/** What the first receipt of a person follows. */
export const genesisHash = '0'.repeat(64)

/**
 * The receipt of one answer, linked to the one before it.
 * @param prev the person's newest receipt, or null for the first
 */
export function chainReceipt(
  input: { id: string; customer_id: string; call_id: string | null; at: Instant; clearance: Clearance; inputs_hash: string },
  prev: Receipt | null,
  sha256: Sha256,
): Receipt {
  const { id, customer_id, call_id, at, clearance, inputs_hash } = input
  const { decision: verdict, rule_ids, not_before, must_say, explanation, rule_version } = clearance
  const content = { id, customer_id, call_id, at, verdict, rule_ids, not_before, must_say, explanation, rule_version, inputs_hash }
  const prev_hash = prev?.hash ?? genesisHash
  return { ...content, prev_hash, hash: linkHash(prev_hash, content, sha256) }
}

/**
 * Whether a person's receipts are what they were when they were written.
 * @param receipts all of one person, oldest first; a cut at the newest end alone cannot be seen from within
 * @returns `checked` receipts hold, counted from the oldest; `first_broken` is the id of the first that does not
 */
export function verifyChain(receipts: readonly Receipt[], sha256: Sha256): { valid: boolean; checked: number; first_broken: string | null } {
  let prev_hash = genesisHash
  for (const [checked, receipt] of receipts.entries()) {
    const { hash, prev_hash: claimed, ...content } = receipt
    if (claimed !== prev_hash || hash !== linkHash(prev_hash, content, sha256)) return { valid: false, checked, first_broken: receipt.id }
    prev_hash = hash
  }
  return { valid: true, checked: receipts.length, first_broken: null }
}

function linkHash(prev_hash: string, content: Omit<Receipt, 'hash' | 'prev_hash'>, sha256: Sha256): string {
  return sha256(prev_hash + canonicalJson(content))
}

/** JSON with the keys of every object in code-unit order, so that equal values give equal text. Undefined fields are left out, as JSON does. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isPlainObject(inner) ? sorted(inner) : inner))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
