// Server-sent events as the platform reads them: whole frames only, comments skipped.

/**
 * The data of each frame, in order.
 *
 * @throws Error when the text is no UTF-8 or ends inside a frame
 */
export async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  for await (const bytes of body) {
    text = (text + decoder.decode(bytes, { stream: true })).replaceAll('\r\n', '\n')
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = dataOf(text.slice(0, end))
      text = text.slice(end + 2)
      if (data !== undefined) yield data
    }
  }
  if (text.trim() !== '') throw new Error('the stream ended inside a frame')
}

/** A frame of comments alone has no data. */
function dataOf(frame: string): string | undefined {
  const lines = frame.split('\n').filter((line) => line.startsWith('data:'))
  if (lines.length === 0) return undefined
  return lines.map((line) => line.slice('data:'.length).replace(/^ /, '')).join('\n')
}
