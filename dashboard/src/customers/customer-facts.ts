// What is on file about an account, in words: the facts are a pack's, so their names and values are all that is known here.
import type { Consents, Flags } from '../../../src/domain/customer.ts'
import { money } from '../ui/format.ts'
import { plain } from '../ui/words.ts'

export function factLines(facts: Record<string, unknown>): [name: string, value: string][] {
  const currency = typeof facts.currency === 'string' ? facts.currency : 'USD'
  return Object.entries(facts)
    .filter(([name]) => name !== 'currency')
    .map(([name, value]) => [plain(name), typeof value === 'number' && /(amount|payment)$/.test(name) ? money(value, currency) : valueText(value)])
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return /^[a-z]+(_[a-z]+)*$/.test(value) ? plain(value) : value
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (Array.isArray(value)) return value.length === 0 ? 'None' : value.map(valueText).join(', ')
  if (typeof value === 'object' && value !== null) return Object.values(value).map(valueText).join(' ')
  return 'Not known'
}

export function consentWords(consents: Consents): string {
  const voice = consents.ai_voice
  switch (voice?.status) {
    case 'granted':
      return `Agreed to calls by an AI voice${voice.scope && voice.scope !== 'all' ? `, for ${voice.scope}` : ''}`
    case 'revoked':
      return 'Took back the consent to calls by an AI voice'
    default:
      return 'No consent to calls by an AI voice on file'
  }
}

/** The flags that are set, each as a few words. */
export function flagWords(flags: Flags): string[] {
  return Object.entries(flags)
    .filter(([, value]) => value !== null && value !== false && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => (typeof value === 'string' ? `${plain(name)}: ${value}` : plain(name)))
}
