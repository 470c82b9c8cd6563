// One JSON object a line. What is logged names ids and kinds; never words of a call, a name, a number or a secret.

export type LogLine = { kind: string; [fact: string]: string | number | boolean | null | undefined }

export function log(line: LogLine): void {
  // biome-ignore lint/suspicious/noConsole: this is the one place that writes a line
  console.log(JSON.stringify(line))
}

/** What an error may say in a log: its kind and message, cut short; a stack names files only. */
export function errorText(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300)
}
