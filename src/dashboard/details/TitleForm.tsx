import { type FormEvent, useEffect, useRef, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'

/** The server's limit. */
const LONGEST = 200

/** Changes a room's title, or removes it. A colleague's change meanwhile does not overwrite what is being typed. */
export function TitleForm({ room, onDone }: { room: RoomSummary; onDone: () => void }) {
  const t = useT()
  const [before] = useState(() => titleOf(room))
  const [text, setText] = useState(before)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    // Sending it anyway would turn the customer's own name into a title, or undo a colleague's change.
    if (text === before) return onDone()
    setBusy(true)
    setFault(null)
    try {
      const title = text.trim() || null
      await answerOf(api.rooms[':id'].$patch({ param: { id: room.room_id }, json: { title } }))
      onDone()
    } catch (error) {
      setFault(describeError(error, t))
    }
    setBusy(false)
  }
  return (
    <form className="mt-3 grid gap-3" onSubmit={(event) => void submit(event)}>
      <Field
        ref={field}
        label={t('details.roomTitle')}
        hint={t('details.roomTitleHint')}
        error={fault}
        autoComplete="off"
        enterKeyHint="done"
        maxLength={LONGEST}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          // Otherwise details that cover the conversation would close as well.
          event.preventDefault()
          onDone()
        }}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
        <Button variant="soft" type="submit" busy={busy}>
          {t('ui.save')}
        </Button>
      </div>
    </form>
  )
}
