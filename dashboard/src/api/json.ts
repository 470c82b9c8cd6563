// Text that may or may not be JSON.

/** @returns null for what is no JSON: the schema that reads it next refuses that by itself */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
