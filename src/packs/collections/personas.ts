// People to call in simulation: what they say follows from what they hear and from the day.
import { nextWeekday, spokenDate } from '../../domain/dialogue.ts'
import type { Persona, PersonaTurn } from '../pack.ts'
import { type Cue, scriptedPersona } from '../scripted-persona.ts'

const goodbyeCues: readonly Cue[] = [
  { hears: /anything else/iu, says: ['No, that is all. Thank you, goodbye.', 'No, that is everything. Goodbye.', 'Nothing else, thanks. Bye now.'] },
  { hears: /\b(?:good ?bye|bye|take care)\b/iu, says: ['Goodbye.', 'Okay, bye.'] },
]

function name({ variables }: PersonaTurn): string {
  return String(variables.customer_name ?? '').split(' ')[0] ?? ''
}
const confirmsName: Cue = {
  hears: /\b(?:speaking with|is this)\b.*\?/iu,
  says: (turn) => ['Yes, speaking.', `Yes, this is ${name(turn)}.`, 'Yes, that is me.'],
}
const listens: Cue = { hears: /may i (?:continue|explain)|a moment/iu, says: ['Yes, go ahead.', 'Okay, what is it about?', 'Sure, go on.'] }

/** One to seven days away. */
function payday(today: string): string {
  return spokenDate(nextWeekday(today, 'Friday'))
}

function sum({ heard, said }: PersonaTurn): string {
  const before = said.join(' ').match(/\b\d+ dollars/u)
  if (before) return before[0]
  const balance = Number((heard.match(/\$([\d,]+)/u)?.[1] ?? '250').replaceAll(',', ''))
  return `${Math.max(1, Math.min(250, balance))} dollars`
}

const promisesFriday = scriptedPersona('promises-friday', 'Forgot the payment; promises part of it for Friday, by card', [
  confirmsName,
  { hears: /is that (?:right|correct)|do i have that right|correct\?/iu, says: ['Yes, that is right.', 'Yes, that is correct.'] },
  ...goodbyeCues,
  { hears: /still work/iu, says: ['Yes, that still works.'] },
  { hears: /how would you|card|bank transfer|method/iu, says: ['By card, please.', 'I will pay by card.'] },
  {
    hears: /balance|when could you|when can you|which day|payment|overdue|owe/iu,
    says: (turn) => [
      `Oh, I forgot about that. I will pay ${sum(turn)} on ${payday(turn.today)}.`,
      `Sorry about that, I get paid soon. I will pay ${sum(turn)} on ${payday(turn.today)}.`,
    ],
  },
  { hears: /how much/iu, says: (turn) => [`I can do ${sum(turn)} then.`, `I will make it ${sum(turn)}.`] },
  listens,
])

const asksCallback = scriptedPersona('asks-callback', 'At work; wants to be called on a day and at a time', [
  {
    hears: /\b(?:speaking with|is this)\b.*\?/iu,
    says: (turn) => [`Yes, this is ${name(turn)}, but I am at work and cannot talk now.`, `Yes, this is ${name(turn)}. I am in a meeting, this is a bad time.`],
  },
  { hears: /is that (?:right|correct)|correct\?/iu, says: ['Yes, call me then.', 'Yes, that is right.'] },
  ...goodbyeCues,
  {
    hears: /call you (?:back)?|when may|what time|good time|which day|when/iu,
    says: (turn) => [
      `Please call me back on ${spokenDate(nextWeekday(turn.today, 'Tuesday'))} at 2 pm.`,
      `Call me on ${spokenDate(nextWeekday(turn.today, 'Thursday'))} at 10 am.`,
    ],
  },
  {
    hears: /may i continue|balance|payment/iu,
    says: ['I really cannot talk now. Could you call me back later?', 'Not now, please. Call me back another time.'],
  },
])

const refusesHardship = scriptedPersona('refuses-hardship', 'Lost the job; cannot promise anything', [
  confirmsName,
  { hears: /is that (?:right|correct)|correct\?/iu, says: ['Yes, I suppose so.'] },
  ...goodbyeCues,
  {
    hears: /balance|payment|overdue|when could|how much|which day/iu,
    says: ['I lost my job last month. I cannot pay anything right now.', 'I was laid off, and I cannot promise you anything at the moment.'],
  },
  listens,
])

export const personas: readonly Persona[] = [promisesFriday, asksCallback, refusesHardship]
