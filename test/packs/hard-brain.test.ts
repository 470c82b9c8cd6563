import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { auditCall } from '../../src/conversation/audit.ts'
import { manifestFacts } from '../../src/conversation/facts.ts'
import { countQuestions, countWords, type Said, saysGoodbye } from '../../src/domain/dialogue.ts'
import { packById, packs } from '../../src/packs/registry.ts'
import { backgroundOf, collectionsFacts, converse, roadsideFacts } from './conversation-of.ts'

const reply = (pack_id: string, ...texts: string[]) => {
  const history = texts.map((text, turn): Said => ({ speaker: turn % 2 === 0 ? 'agent' : 'customer', text }))
  const answer = packById(pack_id)?.localBrain({ history, background: backgroundOf(pack_id) })
  if (!answer) throw new Error(`no pack ${pack_id}`)
  return answer
}
const askedWho = 'Hello, this is Ava of Harbor Credit Union, an AI on a recorded line. Am I speaking with Maria Delgado?'
const disclosed = 'Thank you. This is an attempt to collect a debt. Any information obtained will be used for that purpose. May I continue?'
const stated = 'Your balance is $1,250.50, and it is 45 days overdue. When could you make a payment?'
const open = [askedWho, 'Yes, speaking.', disclosed, 'Go ahead.', stated] as const

describe('a simulated call', () => {
  const calls = packs.flatMap((pack) => pack.personas.flatMap((persona) => Array.from({ length: 25 }, (_, seed) => ({ pack, persona, seed }))))

  test('breaks no rule of speaking, asks for nothing on file and tells no secret, whoever answers', () => {
    for (const { pack, persona, seed } of calls) {
      const background = backgroundOf(pack.pack_id)
      const { turns, ended_by } = converse(pack, persona, { seed, background })
      const audit = auditCall({
        turns: turns.map((turn, place) => ({ ...turn, seq: place + 1 })),
        customer_name: background.customer.name,
        ended_by: ended_by === 'nobody' ? 'unknown' : ended_by,
        facts: manifestFacts(pack.knownFacts(background)),
        asks: pack.asks,
        gate: pack.identityGate,
      })
      expect({ persona: persona.id, seed, broken: Object.entries(audit).filter(([, finding]) => !finding.ok) }).toEqual({
        persona: persona.id,
        seed,
        broken: [],
      })
    }
  })

  test('takes eight to fourteen turns and ends with a goodbye', () => {
    for (const { pack, persona, seed } of calls) {
      const { turns, ended_by } = converse(pack, persona, { seed })
      expect(ended_by, `${persona.id} ${seed}`).toBe('agent')
      expect(turns.length, `${persona.id} ${seed}`).toBeGreaterThanOrEqual(8)
      expect(turns.length, `${persona.id} ${seed}`).toBeLessThanOrEqual(14)
      expect(saysGoodbye(turns.at(-1)?.text ?? '')).toBe(true)
    }
  })

  test('is the same call for the same seed', () => {
    for (const { pack, persona } of calls) expect(converse(pack, persona, { seed: 4 })).toEqual(converse(pack, persona, { seed: 4 }))
  })

  test('with the one who promises holds an amount, a day within ten days and a card, and the agent reads them back', () => {
    const pack = packById('collections')
    const persona = pack?.personas.find((one) => one.id === 'promises-friday')
    if (!pack || !persona) throw new Error('the persona is gone')
    const { turns } = converse(pack, persona, { today: '2026-11-24' })
    expect(turns.find((turn) => turn.speaker === 'customer' && /250 dollars on Friday, November 27th/.test(turn.text))).toBeDefined()
    expect(turns.map((turn) => turn.text)).toContain('So that is 250 dollars on Friday, November 27th, by card. Is that right?')
  })
})

describe('the local brain', () => {
  const words = fc.oneof(
    fc.constantFrom(
      'Yes.',
      'No.',
      'Who is this?',
      'I will pay nine hundred and ninety nine thousand nine hundred dollars on Friday, November twenty-third at half past ten in the morning by bank transfer.',
      'Call me back next week at 10:30 a.m. please',
      'All of it, the day after tomorrow, in cash',
      'I lost my job',
      'Stop calling me',
      'I already paid',
      'No, make it half on the twenty-first',
      'We are at the corner of Martin Luther King Junior Boulevard and North Saint Francis of Assisi Avenue near the big old church',
      'My tire is flat and someone is hurt',
      'I am on the highway, not safe',
      'What is this about?',
      'Anything else? No, goodbye',
    ),
    fc.string({ maxLength: 200 }),
    fc.lorem({ maxCount: 40 }),
  )

  test('never says more than 25 words or asks two questions, whatever it hears', () => {
    for (const pack of packs)
      fc.assert(
        fc.property(fc.array(words, { minLength: 1, maxLength: 10 }), (heard) => {
          const history: Said[] = [{ speaker: 'agent', text: pack.firstMessage(backgroundOf(pack.pack_id)) }]
          for (const text of heard) {
            history.push({ speaker: 'customer', text })
            const answer = pack.localBrain({ history, background: backgroundOf(pack.pack_id) })
            expect(countWords(answer.text), answer.text).toBeLessThanOrEqual(25)
            expect(countWords(answer.text)).toBeGreaterThan(0)
            expect(countQuestions(answer.text), answer.text).toBeLessThanOrEqual(1)
            if (answer.end) expect(saysGoodbye(answer.text)).toBe(true)
            history.push({ speaker: 'agent', text: answer.text })
          }
        }),
        { numRuns: 20000 },
      )
  })

  test('opens a talk in which nothing was said yet', () => {
    for (const pack of packs) expect(pack.localBrain({ history: [], background: backgroundOf(pack.pack_id) }).text).toMatch(/\?$/)
  })
})

describe('the local brain in collections', () => {
  const gate = packById('collections')?.identityGate

  test.each(['Who is this?', 'Hello?', 'What is this about?', 'Hold on, let me get her.', "She isn't home.", 'No, this is her husband.'])(
    'says nothing of a debt to somebody who answers "%s"',
    (heard) => {
      const answer = reply('collections', askedWho, heard)
      expect(answer.text).not.toMatch(gate?.unsayable ?? /^/)
      expect(answer.end).toBe(false)
    },
  )

  test('discloses what the call is for before it names the balance', () => {
    expect(reply('collections', askedWho, 'Yes, this is Maria.').text).toBe(disclosed)
    expect(reply('collections', ...open.slice(0, 3), 'Yes, go ahead.').text).toBe(stated)
  })

  test('says of an account that is not late that it has a balance, and not that it is late', () => {
    const background = backgroundOf('collections', { facts: { ...collectionsFacts, days_overdue: 0, collection_stage: 'pre_due' } })
    const history: Said[] = open.slice(0, 4).map((text, turn) => ({ speaker: turn % 2 === 0 ? 'agent' : 'customer', text }))
    expect(packById('collections')?.localBrain({ history, background }).text).toBe('Your balance is $1,250.50. When could you make a payment?')
  })

  test('asks for what is missing, one thing at a time, and reads back amount, day and method', () => {
    expect(reply('collections', ...open, 'On Friday.').text).toBe('Thank you. How much could you pay then?')
    expect(reply('collections', ...open, 'I can pay 200 dollars.').text).toBe('Thank you. On which day would you pay that?')
    expect(reply('collections', ...open, '$200 tomorrow').text).toBe('Thank you. Would you pay by card or by bank transfer?')
    expect(reply('collections', ...open, 'All of it on Friday by bank transfer.').text).toBe(
      'So that is the full $1,250.50 on Friday, by bank transfer. Is that right?',
    )
  })

  test('reads a corrected figure back instead of the first one', () => {
    const answer = reply(
      'collections',
      ...open,
      '200 dollars on Friday by card',
      'So that is 200 dollars on Friday, by card. Is that right?',
      'No, make it 150 dollars.',
    )
    expect(answer.text).toBe('So that is 150 dollars on Friday, by card. Is that right?')
  })

  test('ends at once, politely, when asked to stop calling', () => {
    expect(reply('collections', askedWho, 'Stop calling me!')).toEqual({
      text: 'Understood. I have noted that you want no more calls, and we will stop. Goodbye.',
      end: true,
    })
  })

  test.each([
    ['I lost my job.', /hardship/],
    ['That is not my debt, I dispute it.', /dispute/],
    ['I already paid that last week.', /verify/],
    ['My lawyer handles this.', /lawyer/],
    ['I filed for bankruptcy.', /look into it/],
  ])('answers "%s" and asks for no payment', (heard, expected) => {
    const answer = reply('collections', ...open, heard)
    expect(answer.text).toMatch(expected)
    expect(answer.text).toMatch(/Is there anything else I can help with\?$/)
  })

  test('asks when to call back, and reads the day and the hour back', () => {
    expect(reply('collections', askedWho, 'Yes, but I cannot talk now.').text).toBe('I understand. When may we call you back?')
    expect(reply('collections', askedWho, 'Yes, but I cannot talk now.', 'I understand. When may we call you back?', 'Tuesday at 3 pm.').text).toBe(
      'We will call you on Tuesday at 3 pm. Is that right?',
    )
  })

  test('ends only after the customer wants nothing more', () => {
    const asked = 'Thank you, I have noted that. Is there anything else I can help with?'
    expect(reply('collections', ...open, 'ok', asked, 'No.').end).toBe(true)
    expect(reply('collections', ...open, 'ok', asked, 'Yes, one question.').end).toBe(false)
  })

  test('asks about the promise that is due, in a reminder', () => {
    const background = backgroundOf('collections', {
      purpose: 'promise_reminder',
      history: { total_calls: 4, last_contact: null, active_promise: { amount_cents: 25_000, date: '2026-03-13' }, earlier: null },
    })
    const history: Said[] = open.slice(0, 4).map((text, turn) => ({ speaker: turn % 2 === 0 ? 'agent' : 'customer', text }))
    expect(packById('collections')?.localBrain({ history, background }).text).toBe('You arranged to pay $250.00 on Friday, March 13th. Will that still work?')
  })
})

describe('the local brain in roadside help', () => {
  const askedSafe = 'Hello Maria Delgado, this is Ava of Harbor Credit Union, an AI on a recorded line. Are you somewhere safe?'
  const vehicle = 'Good. Is this about your Honda Civic?'

  test('settles safety first, then the vehicle on file', () => {
    expect(reply('roadside', 'Hello.', 'I have a flat tire.').text).toBe('I am here to help. Are you somewhere safe?')
    expect(reply('roadside', askedSafe, 'Yes, I am.').text).toBe(vehicle)
  })

  test('sends whoever is hurt to 911 before anything else', () => {
    expect(reply('roadside', askedSafe, 'No, we crashed and my wife is bleeding.').text).toMatch(/^Please call 911 now/)
    expect(reply('roadside', askedSafe, 'Yes, nobody is hurt.').text).not.toMatch(/911/)
  })

  test('treats a caller who is not safe as urgent and asks for the place', () => {
    expect(reply('roadside', askedSafe, 'No, I am in the left lane.').text).toBe(
      'Please move away from traffic if you safely can. This is urgent. Where is the vehicle now?',
    )
  })

  test('reads vehicle, issue and place back, and then promises help but no arrival', () => {
    const history = [
      askedSafe,
      'Yes.',
      vehicle,
      'Yes.',
      'What happened to the vehicle?',
      'A flat tire.',
      'Where is the vehicle now?',
      'At 123 Main Street near the gas station.',
    ]
    expect(reply('roadside', ...history).text).toBe('So your Honda Civic has a flat tire, at 123 Main Street near the gas station. Is that right?')
    const confirmed = reply('roadside', ...history, 'So your Honda Civic has a flat tire. Is that right?', 'Yes.')
    expect(confirmed.text).toBe('Thank you. I am arranging help for you now. Is there anything else I can help with?')
  })

  test('does not insist on the vehicle on file when it is another one', () => {
    expect(reply('roadside', askedSafe, 'Yes.', vehicle, 'No.').text).toBe('Thank you. Please tell me which other vehicle it is.')
  })

  test('asks about the vehicle when none is on file by what happened to it', () => {
    const background = backgroundOf('roadside', { facts: { ...roadsideFacts, vehicles: [] } })
    const history: Said[] = [
      { speaker: 'agent', text: askedSafe },
      { speaker: 'customer', text: 'Yes.' },
    ]
    expect(packById('roadside')?.localBrain({ history, background }).text).toBe('What happened to the vehicle?')
  })

  test.each([
    ['Where is my tow truck? I am safe.', /request checked/],
    ['Yes, but I want to cancel it.', /cancel/],
  ])('answers "%s"', (heard, expected) => {
    expect(reply('roadside', askedSafe, heard).text).toMatch(expected)
  })
})
