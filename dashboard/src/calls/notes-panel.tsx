// What people of the house wrote about the call, and the form to add to it.
import { Button, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { z } from 'zod'
import type { CallView } from '../../../src/contract/api.ts'
import { api } from '../api/client.ts'
import type { Problem } from '../api/problem.ts'
import { askAgain } from '../api/use-answer.ts'
import { Moment } from '../ui/moment.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Panel } from '../ui/panel.tsx'
import classes from './notes-panel.module.css'

type Saving = { kind: 'idle' } | { kind: 'saving' } | { kind: 'refused'; problem: Problem }

export function NotesPanel({ call }: { call: CallView }) {
  const [text, setText] = useState('')
  const [saving, setSaving] = useState<Saving>({ kind: 'idle' })

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    setSaving({ kind: 'saving' })
    const saved = await api.post(`/api/calls/${call.id}/note`, z.unknown(), { text })
    if (!saved.ok) return setSaving({ kind: 'refused', problem: saved.error })
    setSaving({ kind: 'idle' })
    setText('')
    askAgain(`/api/calls/${call.id}`)
    notifications.show({ message: 'Note saved' })
  }

  return (
    <Panel title="Notes">
      {call.notes.length > 0 && (
        <ul className={classes.notes}>
          {call.notes.map((note) => (
            <li key={`${note.at}${note.text}`}>
              <p className={classes.text}>{note.text}</p>
              <p className={classes.by}>
                {note.by}, <Moment at={note.at} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <form className={classes.form} onSubmit={(event) => void save(event)}>
        <Textarea
          aria-label="A note on this call"
          placeholder="Write a note for your colleagues"
          value={text}
          maxLength={8000}
          rows={2}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        {saving.kind === 'refused' && <ProblemNotice problem={saving.problem} />}
        <Button type="submit" variant="default" disabled={text.trim() === ''} loading={saving.kind === 'saving'}>
          Add note
        </Button>
      </form>
    </Panel>
  )
}
