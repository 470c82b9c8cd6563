// The transcript of one call while it is spoken, for a component.
import { useEffect, useState } from 'react'
import { nothingHeard } from './heard.ts'
import { followCall, type LiveTranscript } from './live-socket.ts'

const notYet: LiveTranscript = { kind: 'connecting', heard: nothingHeard }

/** Opens one socket for as long as the component stands; `call_id` must not change within its life. */
export function useLiveTranscript(call_id: string): LiveTranscript {
  const [transcript, setTranscript] = useState(notYet)
  useEffect(() => followCall(call_id, setTranscript), [call_id])
  return transcript
}
