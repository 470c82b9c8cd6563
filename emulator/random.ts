// Chance that can be repeated: a small generator (xoshiro128**) for each named purpose, so that one actor's draws never move another's.

/** The next number of a series, at least 0 and below 1. */
export type Chance = () => number

/** The series that belongs to this seed and name: the same pair always gives the same numbers. */
export function chanceOf(seed: number, name: string): Chance {
  let mixed = seed >>> 0
  for (let i = 0; i < name.length; i++) mixed = scramble(mixed ^ name.charCodeAt(i))
  const word = () => {
    mixed = (mixed + 0x9e3779b9) >>> 0
    return scramble(mixed)
  }
  let [a, b, c, d] = [word(), word(), word(), word()]
  return () => {
    const drawn = Math.imul(turned(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = turned(d, 11)
    return drawn / 2 ** 32
  }
}

/** One of the items; undefined only of none. */
export function pick<Item>(items: readonly Item[], chance: Chance): Item | undefined {
  return items[Math.floor(chance() * items.length)]
}

/** A number from `low` up to, but not including, `high`. */
export function between(low: number, high: number, chance: Chance): number {
  return low + (high - low) * chance()
}

function scramble(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return (twice ^ (twice >>> 16)) >>> 0
}

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
