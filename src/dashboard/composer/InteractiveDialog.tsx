import Plus from 'lucide-react/icons/plus'
import { type FormEvent, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { inWords } from '../data/inWords.ts'
import { newId } from '../data/newId.ts'
import { useT } from '../i18n/i18n.tsx'
import { Choice } from '../manage/Choice.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { type Asked, interactiveOf, KINDS, LIMITS } from './interactiveOf.ts'

/** A message that is answered by a touch: buttons, a list, or a request for the place or the number. */
export function InteractiveDialog({ room, onClose }: { room: RoomSummary; onClose: () => void }) {
  const t = useT()
  const [asked, setAsked] = useState<Asked>({ kind: 'button', text: '', button: '', options: [''] })
  const [clientMessageId] = useState(() => newId())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const set = (change: Partial<Asked>) => setAsked((before) => ({ ...before, ...change }))
  const limit = LIMITS[asked.kind]
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      const json = {
        room_id: room.room_id,
        client_message_id: clientMessageId,
        interactive: interactiveOf(asked),
      }
      await answerOf(api.messages['send-interactive'].$post({ json }))
      onClose()
    } catch (error) {
      setFault(inWords(error, t))
    }
    setBusy(false)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('composer.interactive')}
      footer={
        <>
          <span className="flex-1" />
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" form="interactive" busy={busy}>
            {t('composer.send')}
          </Button>
        </>
      }
    >
      <form
        id="interactive"
        className="grid gap-4 p-6 max-desk:p-4"
        onSubmit={(event) => void submit(event)}
      >
        <Choice
          label={t('ask.kind')}
          value={asked.kind}
          onChange={(kind) => set({ kind })}
          options={KINDS.map((value) => ({ value, label: t(`ask.${value}`) }))}
        />
        <TextArea
          label={t('ask.text')}
          required
          maxLength={1024}
          value={asked.text}
          onChange={(event) => set({ text: event.target.value })}
        />
        {asked.kind === 'list' && (
          <Field
            label={t('ask.opens')}
            required
            maxLength={20}
            value={asked.button}
            onChange={(event) => set({ button: event.target.value })}
          />
        )}
        {limit && (
          <fieldset className="grid gap-2">
            <legend className="mb-1 text-13 font-medium">{t('ask.options')}</legend>
            {asked.options.map((option, place) => (
              <Field
                key={String(place)}
                label={t('ask.option', { n: place + 1 })}
                required={place === 0}
                maxLength={limit.length}
                value={option}
                onChange={(event) =>
                  set({ options: asked.options.with(place, event.target.value) })
                }
              />
            ))}
            {asked.options.length < limit.count && (
              <Button
                className="justify-self-start"
                icon={<Plus size={16} aria-hidden="true" />}
                onClick={() => set({ options: [...asked.options, ''] })}
              >
                {t('ask.addOption')}
              </Button>
            )}
          </fieldset>
        )}
        {fault && (
          <p role="alert" className="text-13 text-bad">
            {fault}
          </p>
        )}
      </form>
    </Dialog>
  )
}
