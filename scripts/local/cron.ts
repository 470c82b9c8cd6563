// Cron expressions as Cloudflare reads them: five fields, UTC. No local runtime fires them, so `serve` does.

const ranges = [
  { name: 'minute', first: 0, last: 59 },
  { name: 'hour', first: 0, last: 23 },
  { name: 'day of the month', first: 1, last: 31 },
  { name: 'month', first: 1, last: 12 },
  { name: 'day of the week', first: 1, last: 7 },
] as const

/** Cloudflare counts the days of the week from Sunday = 1. */
const firstWeekday = 1

/**
 * Whether an expression fires in this minute.
 * Numbers, lists, ranges and steps are understood; names, L and W are refused, so that a new one in wrangler.toml is noticed.
 * @throws Error naming the field that cannot be read
 */
export function fires(expression: string, at: Date): boolean {
  const fields = expression.trim().split(/\s+/)
  if (fields.length !== ranges.length) throw new Error(`a cron has five fields, not ${fields.length}: "${expression}"`)
  const now = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay() + firstWeekday]
  const [minute, hour, date, month, weekday] = fields.map((field, i) => includes(field, i, now[i] ?? -1, expression))
  // The old rule of cron: two day fields that are both restricted are alternatives.
  const day = fields[2] !== '*' && fields[4] !== '*' ? date || weekday : date && weekday
  return Boolean(minute && hour && day && month)
}

function includes(field: string, index: number, value: number, expression: string): boolean {
  const range = ranges[index]
  if (!range) return false
  return field.split(',').some((part) => {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part)
    if (!match) throw new Error(`the ${range.name} of the cron "${expression}" cannot be read here: "${part}"`)
    const [, from, to, step] = match
    const first = from === undefined ? range.first : Number(from)
    const last = to !== undefined ? Number(to) : from !== undefined && step === undefined ? first : range.last
    if (first < range.first || last > range.last || first > last || step === '0')
      throw new Error(`the ${range.name} of the cron "${expression}" is out of range: "${part}"`)
    return value >= first && value <= last && (value - first) % Number(step ?? 1) === 0
  })
}
