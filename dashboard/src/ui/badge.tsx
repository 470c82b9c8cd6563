// A state in words; the colour only repeats what the word says.
import classes from './badge.module.css'
import type { Tone } from './words.ts'

export function Badge({ word, tone }: { word: string; tone: Tone }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {word}
    </span>
  )
}
