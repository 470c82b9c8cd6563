import { describe, expect, test } from 'vitest'
import { holdEnd, mayEnd } from '../../src/conversation/ending.ts'
import type { Said } from '../../src/domain/dialogue.ts'

const talk = (...texts: string[]): Said[] => texts.map((text, turn) => ({ speaker: turn % 2 === 0 ? 'agent' : 'customer', text }))
const open = talk('Hello, how can I help?', 'Hi, I have a question about opening hours.')
const done = talk('We are open until six. Anything else?', 'No, that is all. Goodbye!')

describe('the wish to end a call', () => {
  test('is granted after both have said goodbye, in words or in the farewell of the tool', () => {
    expect(mayEnd(done, 'Goodbye.', null)).toBe(true)
    expect(mayEnd(done, '', 'Thank you, goodbye!')).toBe(true)
    expect(holdEnd(done, 'Goodbye.', null)).toEqual({ end: true, say: null })
  })

  test('is refused before the customer is done, and a silent reply asks what else there is', () => {
    expect(holdEnd(open, 'Okay.', null)).toEqual({ end: false, say: null })
    expect(holdEnd(open, 'Goodbye.', 'Goodbye!')).toEqual({ end: false, say: null })
    expect(holdEnd(open, '', null)).toEqual({ end: false, say: 'Is there anything else I can help with?' })
    expect(holdEnd([], '', 'Goodbye')).toEqual({ end: false, say: 'Is there anything else I can help with?' })
  })

  test('gets the goodbye that the model forgot, where it still fits', () => {
    expect(holdEnd(done, '', null)).toEqual({ end: true, say: 'Goodbye.' })
    expect(holdEnd(done, Array.from({ length: 25 }, () => 'word').join(' '), null)).toEqual({ end: false, say: null })
  })
})
