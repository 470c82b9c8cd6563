// One conversation, told by several witnesses: every turn once, in the order in which it was first told.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { align } from '../../src/domain/alignment.ts'
import {
  alignFinal,
  compareFinals,
  type FinalTurn,
  fold,
  type Logged,
  MergeState,
  type Placed,
  type Speaker,
  type Writer,
  writers,
} from '../../src/domain/transcript.ts'

type Said = { speaker: Speaker; text: string }
const agent = (text: string): Said => ({ speaker: 'agent', text })
const customer = (text: string): Said => ({ speaker: 'customer', text })

/** A log as its object keeps it: entries with the claims that `place` answered. */
function logOf() {
  const state = new MergeState([])
  const entries: Logged[] = []
  const report = (writer: Writer, entry_id: string, said: Said): Placed => {
    const placed = state.place(writer, { entry_id, ...said })
    if (placed.kind === 'new') entries.push({ seq: placed.seq, ...said, claims: { [writer]: entry_id } })
    const entry = entries[placed.seq - 1]
    if (placed.kind === 'claim' && entry) entry.claims[writer] = entry_id
    return placed
  }
  return { entries, report, texts: () => entries.map((entry) => `${entry.speaker}: ${entry.text}`) }
}
/** The same words, written by another hand. What holds no word is the same only as it stands. */
const respelt = (said: Said): Said => (fold(said.text) ? { ...said, text: `${said.text.toUpperCase().replaceAll(' ', '  ')}!` } : said)

// Few words, so that equal turns stand beside each other all the time.
const saidArb = fc.record({
  speaker: fc.constantFrom<Speaker>('agent', 'customer'),
  text: fc.constantFrom('Yes.', 'Yes, I can pay.', 'No.', 'Hello, this is Nora.', '…'),
})
const conversationArb = fc.array(saidArb, { maxLength: 12 })

describe('two writers of one conversation', () => {
  test('are one transcript, whichever of them is ahead', () => {
    const log = logOf()
    expect(log.report('llm', 'l1', agent('Hello.'))).toEqual({ kind: 'new', seq: 1 })
    expect(log.report('client', 'c1', agent('hello'))).toEqual({ kind: 'claim', seq: 1 })
    expect(log.report('client', 'c2', customer('Hi there.'))).toEqual({ kind: 'new', seq: 2 })
    expect(log.report('llm', 'l2', customer('Hi, there!'))).toEqual({ kind: 'claim', seq: 2 })
    expect(log.report('llm', 'l2', customer('Hi, there!'))).toEqual({ kind: 'duplicate', seq: 2 })
    expect(log.texts()).toEqual(['agent: Hello.', 'customer: Hi there.'])
  })

  test('do not claim one entry for two equal turns', () => {
    const log = logOf()
    for (const id of ['l1', 'l2']) log.report('llm', id, customer('Yes.'))
    expect(['c1', 'c2', 'c3'].map((id) => log.report('client', id, customer('Yes.')))).toEqual([
      { kind: 'claim', seq: 1 },
      { kind: 'claim', seq: 2 },
      { kind: 'new', seq: 3 },
    ])
  })

  test('are not the same where speaker or words differ', () => {
    const log = logOf()
    log.report('llm', 'l1', customer('Yes.'))
    expect(log.report('client', 'c1', agent('Yes.'))).toEqual({ kind: 'new', seq: 2 })
    expect(log.report('key', 'k1', customer('Yes, I can.'))).toEqual({ kind: 'new', seq: 3 })
  })

  test('who use one entry_id mean one entry, also when it had another id with one of them', () => {
    const log = logOf()
    log.report('client', 'e1', customer('Yes.'))
    expect(log.report('key', 'e1', customer('Yes, please.'))).toEqual({ kind: 'claim', seq: 1 })
    expect(log.report('key', 'e1', customer('Yes, please.'))).toEqual({ kind: 'duplicate', seq: 1 })
    expect(log.report('llm', 'l1', customer('Yes.'))).toEqual({ kind: 'claim', seq: 1 })
    expect(log.report('llm', 'e1', customer('Yes.'))).toEqual({ kind: 'duplicate', seq: 1 })
    expect(log.report('llm', 'l1', customer('Yes.'))).toEqual({ kind: 'duplicate', seq: 1 })
  })

  test('in any interleaving, each repeating itself as it likes, always tell each turn exactly once, in order', () => {
    const scheduleArb = fc.array(fc.record({ writer: fc.constantFrom<Writer>('llm', 'key', 'client'), back: fc.nat(4) }), { maxLength: 60 })
    fc.assert(
      fc.property(conversationArb, scheduleArb, (conversation, schedule) => {
        const log = logOf()
        const told = new Map<Writer, number>()
        const tell = (writer: Writer, index: number) => {
          const said = conversation[index]
          if (said) log.report(writer, `${writer}-${index}`, writer === 'client' ? respelt(said) : said)
        }
        for (const { writer, back } of schedule) {
          const next = told.get(writer) ?? 0
          // A writer that resumes begins some turns before the place where it had stopped.
          for (let index = Math.max(0, next - back); index <= next; index++) tell(writer, index)
          told.set(writer, Math.min(next + 1, conversation.length))
        }
        const longest = Math.max(0, ...told.values())
        expect(log.entries.map((entry) => [entry.speaker, fold(entry.text)])).toEqual(
          conversation.slice(0, longest).map((said) => [said.speaker, fold(said.text)]),
        )
        expect(log.entries.map((entry) => entry.seq)).toEqual(log.entries.map((_, index) => index + 1))
      }),
    )
  })

  test('never lose a turn of their own: a writer’s turns are as many entries, whatever the others say', () => {
    const reportsArb = fc.array(fc.tuple(fc.constantFrom(...writers), saidArb), { maxLength: 40 })
    fc.assert(
      fc.property(reportsArb, (reports) => {
        const log = logOf()
        const seqs = reports.map(([writer, said], index) => ({ writer, ...log.report(writer, `${writer}-${index}`, said) }))
        for (const writer of writers) {
          const own = seqs.filter((placed) => placed.writer === writer).map((placed) => placed.seq)
          expect(own).toEqual([...new Set(own)].sort((a, b) => a - b))
        }
      }),
    )
  })

  test('are remembered alike after a wake: a state rebuilt from the log always answers as the one that wrote it', () => {
    // Some ids are a writer's own, and some are used by all of them.
    const reportArb = fc.tuple(fc.constantFrom(...writers), fc.nat(6), fc.boolean(), saidArb)
    const reportsArb = fc.array(
      reportArb.map(([writer, id, own, said]) => ({ writer, entry_id: own ? `${writer}-${id}` : `e${id}`, said })),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(reportsArb, reportsArb, (before, after) => {
        const log = logOf()
        for (const { writer, entry_id, said } of before) log.report(writer, entry_id, said)
        const rebuilt = new MergeState(structuredClone(log.entries))
        for (const { writer, entry_id, said } of [...before, ...after])
          expect(rebuilt.place(writer, { entry_id, ...said })).toEqual(log.report(writer, entry_id, said))
        expect(rebuilt.last_seq).toBe(log.entries.length)
      }),
    )
  })

  test('always get the same answer to the same turn told again: a duplicate of the entry it has', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...writers), saidArb), { maxLength: 30 }), (reports) => {
        const log = logOf()
        const first = reports.map(([writer, said], index) => log.report(writer, `${writer}-${index}`, said).seq)
        const before = log.texts()
        expect(reports.map(([writer, said], index) => log.report(writer, `${writer}-${index}`, said))).toEqual(first.map((seq) => ({ kind: 'duplicate', seq })))
        expect(log.texts()).toEqual(before)
      }),
    )
  })
})

describe('folding', () => {
  test('keeps every letter of scripts that write vowels as marks', () => {
    expect(fold('हाँ, जी!')).not.toBe(fold('हूँ, जी!'))
    expect(fold('  Ja – “Zoë” ')).toBe('ja zoë')
  })
})

const live = (...said: (Said & { interrupted?: boolean })[]) => said.map((entry, index) => ({ seq: index + 1, interrupted: false, ...entry }))
const record = (...said: (Said & { interrupted?: boolean })[]): FinalTurn[] =>
  said.map((turn, index) => ({ key: `conv_1:${index}`, offset_ms: index * 1000, interrupted: false, tool_calls: [], ...turn }))

describe('the first final record', () => {
  test('of a call that nobody heard live is the transcript, and differs from nothing', () => {
    const final = record(agent('Hello.'), customer('Yes.'), customer('Yes.'))
    expect(alignFinal([], final)).toEqual({ matched: [], rewritten: [], appended: final, differences: [] })
  })

  test('that says what was heard adds only what came after', () => {
    const aligned = alignFinal(live(agent('Hello.'), customer('yes')), record(agent('Hello.'), customer('Yes.'), customer('Yes.'), agent('Goodbye.')))
    expect(aligned.matched.map(({ seq, key }) => [seq, key])).toEqual([
      [1, 'conv_1:0'],
      [2, 'conv_1:1'],
    ])
    expect(aligned.appended.map((turn) => turn.key)).toEqual(['conv_1:2', 'conv_1:3'])
    expect([aligned.rewritten, aligned.differences]).toEqual([[], []])
  })

  test('with other words for a turn gives them to its entry, and says so', () => {
    const aligned = alignFinal(
      live(agent('How much can you pay?'), customer("I'll pay two fifty on Friday"), agent('Thank you.')),
      record(agent('How much can you pay?'), customer('I will pay 250 on Friday.'), agent('Thank you.')),
    )
    expect(aligned.rewritten).toEqual([{ seq: 2, final_text: 'I will pay 250 on Friday.', interrupted: false }])
    expect(aligned.differences).toEqual([
      { kind: 'changed', seq: 2, live_text: "I'll pay two fifty on Friday", final_text: 'I will pay 250 on Friday.', at_turn: 1 },
    ])
    expect(aligned.appended).toEqual([])
  })

  test('knows what was cut off: the entry keeps only what was heard of it', () => {
    const aligned = alignFinal(
      live(agent('This is an attempt to collect a debt and any information will be used for that purpose.'), customer('Who is this?')),
      record({ ...agent('This is an'), interrupted: true }, customer('Who is this?')),
    )
    expect(aligned.rewritten).toEqual([{ seq: 1, final_text: 'This is an', interrupted: true }])
  })

  test('takes "Yeah" in the place of "Yes" for the same answer, and not for a second one', () => {
    const aligned = alignFinal(live(agent('Is it you?'), customer('Yes.'), agent('Good.')), record(agent('Is it you?'), customer('Yeah.'), agent('Good.')))
    expect(aligned.rewritten).toEqual([{ seq: 2, final_text: 'Yeah.', interrupted: false }])
  })

  test('prefers equal words to like ones, and never lends one speaker’s turn to the other', () => {
    const aligned = alignFinal(
      live(customer('I can pay on Friday')),
      record(customer('I can pay on Monday'), agent('I can pay on Friday'), customer('I can pay on Friday')),
    )
    expect(aligned.matched.map((match) => match.key)).toEqual(['conv_1:2'])
    expect(aligned.appended.map((turn) => turn.key)).toEqual(['conv_1:0', 'conv_1:1'])
  })

  test('does not swallow what only the log has: it stays, as a difference', () => {
    const aligned = alignFinal(
      live(agent('Hello.'), customer('My dog ate the invoice yesterday.'), agent('Goodbye.')),
      record(agent('Hello.'), agent('Goodbye.')),
    )
    expect(aligned.differences).toEqual([{ kind: 'only_live', seq: 2, live_text: 'My dog ate the invoice yesterday.', final_text: null, at_turn: null }])
  })

  test('always ends up in the log whole: the entries it claims say what it says, in its order', () => {
    const otherSaidArb = fc.oneof(
      saidArb,
      fc.record({ speaker: fc.constantFrom<Speaker>('agent', 'customer'), text: fc.stringMatching(/^([abc]{1,2} ?){1,5}$/) }),
    )
    const turnsArb = fc.array(
      fc.record({ said: otherSaidArb, interrupted: fc.boolean() }).map(({ said, interrupted }) => ({ ...said, interrupted })),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(turnsArb, turnsArb, (heard, told) => {
        const [log, final] = [live(...heard), record(...told)]
        const aligned = alignFinal(log, final)
        const said = new Map(log.map((entry) => [entry.seq, entry.text]))
        for (const { seq, final_text } of aligned.rewritten) said.set(seq, final_text)
        const claimed = new Map(aligned.matched.map(({ seq, key }) => [key, { text: said.get(seq), speaker: log[seq - 1]?.speaker }]))
        for (const turn of aligned.appended) claimed.set(turn.key, turn)
        expect(aligned.matched.length + aligned.appended.length).toBe(final.length)
        expect(final.map((turn) => claimed.get(turn.key)).map((entry) => [entry?.speaker, fold(entry?.text ?? '')])).toEqual(
          final.map((turn) => [turn.speaker, fold(turn.text)]),
        )
        expect(aligned.matched.map((match) => match.seq)).toEqual([...new Set(aligned.matched.map((match) => match.seq))].sort((a, b) => a - b))
        expect(aligned.differences.filter((difference) => difference.kind === 'only_live')).toHaveLength(log.length - aligned.matched.length)
      }),
    )
  })

  test('of the same words as the log always changes nothing', () => {
    fc.assert(
      fc.property(conversationArb, (conversation) => {
        const aligned = alignFinal(live(...conversation), record(...conversation.map(respelt)))
        expect([aligned.rewritten, aligned.appended, aligned.differences]).toEqual([[], [], []])
        expect(aligned.matched).toHaveLength(conversation.length)
      }),
    )
  })

  test('a thousand turns long, against a log of a thousand that never says the same, is laid over it in an instant', () => {
    const words = (salt: number, i: number) => Array.from({ length: 20 }, (_, k) => `w${(i * 31 + k * salt) % 97}`).join(' ')
    const heard = Array.from({ length: 1000 }, (_, i) => (i % 2 ? customer : agent)(words(7, i)))
    const told = Array.from({ length: 1000 }, (_, i) => (i % 2 ? customer : agent)(words(11, i)))
    const [log, final] = [live(...heard), record(...told)]
    alignFinal(log.slice(0, 200), final.slice(0, 200)) // warm
    const started = performance.now()
    alignFinal(log, final)
    // Some 50 ms on a slow machine that does nothing else; the guarantee is the order of size: an object must not stand still.
    expect(performance.now() - started).toBeLessThan(400)
  })
})

describe('a later final record', () => {
  const first = record(agent('When will you pay?'), customer('I will pay 250 dollars on Friday.'), agent('Thank you.'))

  test('that says the same in other punctuation differs in nothing', () => {
    expect(compareFinals(first, record(agent('When will you pay'), customer('I will pay 250 dollars, on friday'), agent('Thank you!')))).toEqual([])
  })

  test('that disagrees is a list of what it says instead, lacks and adds', () => {
    const later = record(agent('When will you pay?'), customer('I will pay 900 dollars on Friday.'), customer('Wait, what did you say just now?'))
    expect(compareFinals(first, later)).toEqual([
      { kind: 'late_change', seq: null, live_text: 'I will pay 250 dollars on Friday.', final_text: 'I will pay 900 dollars on Friday.', at_turn: 1 },
      { kind: 'late_change', seq: null, live_text: 'Thank you.', final_text: null, at_turn: 2 },
      { kind: 'only_final', seq: null, live_text: null, final_text: 'Wait, what did you say just now?', at_turn: 2 },
    ])
  })
})

describe('an alignment', () => {
  test('always holds every line of both accounts once, in order, and pairs only one speaker’s lines', () => {
    const linesArb = fc.array(
      fc.record({ speaker: fc.constantFrom('agent', 'customer'), words: fc.constantFrom('yes', 'yes i can', 'no', 'hello this is nora') }),
      { maxLength: 15 },
    )
    fc.assert(
      fc.property(linesArb, linesArb, (left, right) => {
        const pairs = align(left, right)
        expect(pairs.flatMap((pair) => pair.left ?? [])).toEqual(left.map((_, index) => index))
        expect(pairs.flatMap((pair) => pair.right ?? [])).toEqual(right.map((_, index) => index))
        for (const pair of pairs) if (pair.left !== null && pair.right !== null) expect(left[pair.left]?.speaker).toBe(right[pair.right]?.speaker)
      }),
    )
  })

  test('of accounts too long to weigh still pairs what is equal', () => {
    const line = (n: number) => ({ speaker: 'agent', words: `line ${n}` })
    const left = Array.from({ length: 1500 }, (_, n) => line(2 * n))
    const right = Array.from({ length: 1500 }, (_, n) => line(3 * n + 1)) // every other one is even
    const equal = align(left, right).filter((pair) => pair.left !== null && pair.right !== null)
    expect(equal).toHaveLength(500)
    expect(equal.every((pair) => left[pair.left ?? -1]?.words === right[pair.right ?? -1]?.words)).toBe(true)
  })
})
