// The customer's tone, from a lexicon of telephone English. A hint for people and charts; nothing is decided by it.
import type { Analysis, Evidence, SpokenTurn } from '../../domain/outcome.ts'
import { flatten, sentenceAt } from './words.ts'

/** Weights from -3 to 3. Longer expressions first: a stretch counts once. */
const lexicon: { pattern: RegExp; weight: number }[] = [
  { pattern: /\bno (?:problem|worries|trouble)\b/g, weight: 0.6 },
  { pattern: /\b(?:fuck\w*|bullshit|asshole|bastards?|shit|scum\w*|go to hell|screw you|shut up|damn|bloody|hell no|idiots?|moron\w*)\b/g, weight: -3 },
  {
    pattern:
      /\b(?:ridiculous|outrageous|disgust\w*|unacceptable|pathetic|disgrace\w*|appalling|terrible|horrible|awful|worst|furious|fed up|sick of|sick and tired|harass\w*|scam\w*|crooks?|thie(?:f|ves)|liars?|lying|bogus|fraud\w*|rip-?off|rude|insult\w*|how dare|don't you dare)\b/g,
    weight: -2,
  },
  {
    pattern:
      /\b(?:leave me alone|stop calling|quit calling|stop (?:phoning|contacting)|no more (?:calls|phone calls)|don't (?:ever )?call|not another dime|lawsuit|sue you|i'm telling you|for the last time|enough is enough|mad|angry|upset|annoy\w*|frustrat\w*|complain\w*|taking forever|hours? already)\b/g,
    weight: -1.8,
  },
  {
    pattern:
      /\b(?:lost my (?:job|home|house)|laid off|cut my (?:hours|shifts)|hospital|cancer|surgery|died|passed away|funeral|divorc\w*|evict\w*|homeless|no income|broke|disab\w+|sick|hurt|injur\w*|bleed\w*|crying|scared|afraid|terrified|alone|stranded|freezing|worse|struggl\w*|desperate|worried|stress\w*|overwhelm\w*|embarrass\w*|ashamed|nothing left|can't afford)\b/g,
    weight: -1.3,
  },
  {
    pattern:
      /\b(?:i don't owe|i owe you nothing|not paying|won't pay|not going to pay|don't want to|i refuse|none of your business|who cares|whatever|forget it|wrong|mistake|charged me|unfair|finally|about time|you people|not happy|unhappy|disappoint\w*|problem|crooked|cheat\w*)\b/g,
    weight: -1,
  },
  {
    pattern:
      /\b(?:wonderful|fantastic|awesome|amazing|excellent|lovely|terrific|brilliant|you're the best|god bless|life ?saver|so (?:kind|nice|helpful)|very (?:kind|nice|helpful)|happy|glad|delighted|relie(?:f|ved)|feel better|perfect|great|appreciate\w*|thank you so much|thanks so much|thanks a (?:lot|million|bunch)|merci beaucoup|have a (?:nice|great|good|lovely) (?:day|one|evening|weekend)|cheers|nice)\b/g,
    weight: 1.4,
  },
  { pattern: /\b(?:thank you|thanks|thank god|good deal|sounds (?:good|great)|love|happily|gladly|easy|helpful)\b/g, weight: 0.4 },
]
const negation = /\b(?:not|no|never|isn't|wasn't|don't|doesn't|didn't|ain't|hardly)\b(?: \w+){0,2} ?$/
/** "Oh great, another call": praise before a complaint is none. */
const sarcasm = /\b(?:oh |yeah |just )(?:great|wonderful|perfect|lovely|nice|right)\b/

type Mark = { weight: number; evidence: Evidence; turn: number }

export function readSentiment(turns: readonly SpokenTurn[]): Analysis['sentiment'] {
  const spoken = turns.filter((turn) => turn.speaker === 'customer')
  const marks = spoken.flatMap((turn, at) => marksOf(turn, at))
  const sum = marks.reduce((total, mark) => total + mark.weight, 0)
  const score = Math.round((sum / Math.sqrt(sum * sum + 4)) * 100) / 100
  const label = score >= 0.45 ? 'positive' : score <= -0.35 ? 'negative' : 'neutral'
  const telling = marks.filter((mark) => Math.sign(mark.weight) === Math.sign(score)).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  return {
    label,
    score,
    trajectory: trajectoryOf(marks, spoken.length),
    confidence: label === 'neutral' ? (marks.length === 0 ? 70 : 60) : Math.round(60 + 35 * Math.abs(score)),
    reasoning:
      label === 'neutral'
        ? 'The customer kept an even tone.'
        : `The customer's own words are ${label === 'positive' ? 'friendly' : 'upset or distressed'} on balance.`,
    evidence: label === 'neutral' ? [] : telling.slice(0, 2).map((mark) => mark.evidence),
  }
}

function marksOf(turn: SpokenTurn, at: number): Mark[] {
  const marks: Mark[] = []
  let left = flatten(turn.text)
  for (const { pattern, weight } of lexicon) {
    left = left.replace(pattern, (words: string, ...rest: unknown[]) => {
      const index = Number(rest.at(-2))
      const flipped = negation.test(left.slice(Math.max(0, index - 24), index)) && !words.startsWith('no ')
      const mocking = weight > 1 && sarcasm.test(left.slice(Math.max(0, index - 6), index + words.length))
      // A denied bad thing ("not hurt") is no praise; a denied good one ("not happy") is a complaint.
      const counted = mocking ? -1 : flipped ? (weight > 0 ? -weight : 0) : weight
      if (counted !== 0) marks.push({ weight: counted, turn: at, evidence: { seq: turn.seq, quote: sentenceAt(turn.text, index) } })
      return ' '.repeat(words.length)
    })
  }
  return marks
}

function trajectoryOf(marks: readonly Mark[], turns: number): Analysis['sentiment']['trajectory'] {
  const weightOf = (half: readonly Mark[]) => half.reduce((total, mark) => total + mark.weight, 0)
  const change = weightOf(marks.filter((mark) => mark.turn >= turns / 2)) - weightOf(marks.filter((mark) => mark.turn < turns / 2))
  return change >= 1 ? 'improving' : change <= -1 ? 'worsening' : 'steady'
}
