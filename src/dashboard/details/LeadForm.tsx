import { type FormEvent, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import { amountIn, amountText } from '../../protocol/amount.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { money } from '../i18n/values.ts'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'

const WORDS = ['name', 'loan_type', 'leads_status', 'contact_status'] as const

/** Edits the lead, or creates one for the room's phone number. The room is updated by the event, as for all users. */
export function LeadForm({ room, onDone }: { room: RoomSummary; onDone: () => void }) {
  const t = useT()
  const lead = room.leads_info
  const [values, setValues] = useState<Record<string, string>>({
    name: lead?.name ?? room.contact.name ?? '',
    loan_type: lead?.loan_type ?? '',
    leads_status: lead?.leads_status ?? '',
    contact_status: lead?.contact_status ?? '',
    outstanding: lead?.outstanding == null ? '' : amountText(lead.outstanding),
  })
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const set = (name: string, value: string) => setValues((before) => ({ ...before, [name]: value }))

  const outstanding = amountIn(values.outstanding!)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (outstanding === undefined) return setFault(t('lead.noAmount'))
    setBusy(true)
    setFault(null)
    const json = {
      ...Object.fromEntries(WORDS.map((name) => [name, values[name]!.trim() || null])),
      outstanding,
    }
    try {
      await (lead
        ? answerOf(api.leads[':id'].$patch({ param: { id: lead.id }, json }))
        : answerOf(api.leads.$post({ json: { ...json, phone: room.room_phone } })))
      onDone()
    } catch (error) {
      setFault(describeError(error, t))
    }
    setBusy(false)
  }

  return (
    <form className="grid gap-3" onSubmit={(event) => void submit(event)}>
      <Field
        label={t('lead.outstanding')}
        inputMode="decimal"
        autoComplete="off"
        hint={outstanding != null && money(outstanding)}
        value={values.outstanding}
        onChange={(event) => set('outstanding', event.target.value)}
      />
      {WORDS.map((name) => (
        <Field
          key={name}
          label={t(`lead.${name}`)}
          maxLength={200}
          value={values[name]}
          onChange={(event) => set(name, event.target.value)}
        />
      ))}
      {fault && (
        <p role="alert" className="text-12 text-bad">
          {fault}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
        <Button variant="soft" type="submit" busy={busy}>
          {t('ui.save')}
        </Button>
      </div>
    </form>
  )
}
