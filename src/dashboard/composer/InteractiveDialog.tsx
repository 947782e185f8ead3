import Plus from 'lucide-react/icons/plus'
import { type FormEvent, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { describeError } from '../data/describeError.ts'
import { newId } from '../data/newId.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { type InteractiveDraft, interactiveOf, KINDS, LIMITS } from './interactiveOf.ts'

/** Composes an interactive message: reply buttons, a list, or a request for the customer's location or phone number. */
export function InteractiveDialog({ room, onClose }: { room: RoomSummary; onClose: () => void }) {
  const t = useT()
  const [draft, setDraft] = useState<InteractiveDraft>({
    kind: 'button',
    text: '',
    button: '',
    options: [''],
  })
  const [clientMessageId] = useState(() => newId())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const set = (change: Partial<InteractiveDraft>) =>
    setDraft((before) => ({ ...before, ...change }))
  const limit = LIMITS[draft.kind]
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      const json = {
        room_id: room.room_id,
        client_message_id: clientMessageId,
        interactive: interactiveOf(draft),
      }
      await answerOf(api.messages['send-interactive'].$post({ json }))
      onClose()
    } catch (error) {
      setFault(describeError(error, t))
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
          <Button variant="primary" type="submit" form="interactive" busy={busy}>
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
        <Select
          label={t('ask.kind')}
          value={draft.kind}
          onChange={(kind) => set({ kind })}
          options={KINDS.map((value) => ({ value, label: t(`ask.${value}`) }))}
        />
        <TextArea
          label={t('ask.text')}
          required
          maxLength={1024}
          value={draft.text}
          onChange={(event) => set({ text: event.target.value })}
        />
        {draft.kind === 'list' && (
          <Field
            label={t('ask.opens')}
            required
            maxLength={20}
            value={draft.button}
            onChange={(event) => set({ button: event.target.value })}
          />
        )}
        {limit && (
          <fieldset className="grid gap-2">
            <legend className="mb-1 text-13 font-medium">{t('ask.options')}</legend>
            {draft.options.map((option, place) => (
              <Field
                key={String(place)}
                label={t('ask.option', { n: place + 1 })}
                required={place === 0}
                maxLength={limit.length}
                value={option}
                onChange={(event) =>
                  set({ options: draft.options.with(place, event.target.value) })
                }
              />
            ))}
            {draft.options.length < limit.count && (
              <Button
                className="justify-self-start"
                icon={<Plus size={16} aria-hidden="true" />}
                onClick={() => set({ options: [...draft.options, ''] })}
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
