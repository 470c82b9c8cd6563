import { describe, expect, test } from 'vitest'
import { type AuditedCall, auditCall } from '../../src/conversation/audit.ts'
import { manifestFacts } from '../../src/conversation/facts.ts'
import { packById } from '../../src/packs/registry.ts'
import { backgroundOf } from '../packs/conversation-of.ts'

function broken(pack_id: string, texts: readonly string[], ended_by: AuditedCall['ended_by'] = 'agent') {
  const pack = packById(pack_id)
  if (!pack) throw new Error(`no pack ${pack_id}`)
  const findings = auditCall({
    turns: texts.map((text, turn) => ({ seq: turn + 1, speaker: turn % 2 === 0 ? 'agent' : 'customer', text })),
    customer_name: 'Maria Delgado',
    ended_by,
    facts: manifestFacts(pack.knownFacts(backgroundOf(pack_id))),
    asks: pack.asks,
    gate: pack.identityGate,
  })
  return Object.fromEntries(Object.entries(findings).flatMap(([name, finding]) => (finding.ok ? [] : [[name, finding.turns]])))
}

describe('the audit of a call', () => {
  test('finds nothing in a good one', () => {
    expect(
      broken('roadside', [
        'Are you safe?',
        'Yes.',
        'Is this about your Honda Civic?',
        'Yes.',
        'What happened to the vehicle?',
        'That is all, goodbye.',
        'Goodbye.',
      ]),
    ).toEqual({})
  })

  test('names the turns that are too long or ask twice', () => {
    expect(broken('roadside', [Array.from({ length: 26 }, () => 'word').join(' '), 'Bye.', 'Safe? Where? Goodbye.'])).toEqual({
      short_replies: [1],
      one_question: [3],
    })
  })

  test.each([
    'What car do you drive?',
    'Which vehicle is it?',
    'What is the make and model?',
    "What's your license plate?",
    'What is your name?',
    'Can I have the color?',
  ])('finds the question for a fact on file in "%s"', (question) => expect(broken('roadside', [question], 'customer')).toEqual({ asked_fact_on_file: [1] }))

  test.each(['How much do you owe?', 'What is your home address?', 'How many payments have you missed?', 'Who is your original creditor?'])(
    'finds the same in collections in "%s"',
    (question) => {
      expect(broken('collections', ['Am I speaking with Maria Delgado?', 'Yes.', question], 'customer')).toEqual({ asked_fact_on_file: [3] })
    },
  )

  test.each(['When could you make a payment?', 'How much could you pay then?', 'Your balance is $5, when can you pay?'])(
    'leaves the question for a fact not on file alone: "%s"',
    (question) => {
      expect(broken('collections', ['Am I speaking with Maria Delgado?', 'Yes.', question], 'customer')).toEqual({})
    },
  )

  test('finds a debt that was named before the person was confirmed, and not after', () => {
    expect(
      broken('collections', ['Hello, you owe us $50.', 'Who is this?', 'Am I speaking with Maria Delgado?', 'Yes.', 'You owe us $50.'], 'customer'),
    ).toEqual({ secret_before_identity: [1] })
  })

  test('finds an end without a goodbye, and a goodbye before the customer was done', () => {
    expect(broken('roadside', ['Are you safe?', 'Yes.', 'Fine.'])).toEqual({ no_abrupt_end: [3] })
    expect(broken('roadside', ['Are you safe?', 'Yes.', 'Goodbye.'])).toEqual({ no_abrupt_end: [3] })
  })

  test('leaves the customer free to hang up', () => {
    expect(broken('roadside', ['Are you safe?', 'Yes.', 'Where are you?'], 'customer')).toEqual({})
  })
})
