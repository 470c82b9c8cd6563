// Whether the customer spoke English: another language is not guessed at.
import type { SpokenTurn } from '../../domain/outcome.ts'
import { wordsOf } from './words.ts'

const common = new Set(
  'i you he she it we they me my your his her the a an and or but of to in on at for with from by is am are was were be been have has had do does did can will would could should not no yes yeah okay ok this that there here what when where who why how if so just like get got go going know need want please thank thanks hello hi bye goodbye good one two three four five six seven eight nine ten hundred dollars car pay call sorry right well today tomorrow about out up'.split(
    ' ',
  ),
)
/** Fewer words than this say nothing about their language. */
const leastWords = 6
/** English speech is about half such words; a Spanish sentence holds one or two by chance. */
const leastShare = 0.2

export function isEnglish(turns: readonly SpokenTurn[]): boolean {
  const words = turns
    .filter((turn) => turn.speaker === 'customer')
    .flatMap((turn) => wordsOf(turn.text))
    .filter((word) => /^\p{L}/u.test(word.text))
  if (words.length < leastWords) return true
  return words.filter((word) => common.has(word.text.replace(/'.*/, ''))).length / words.length >= leastShare
}
