import { useQuery } from '@tanstack/react-query'
import SendHorizontal from 'lucide-react/icons/send-horizontal'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { Message } from '../../protocol/message.ts'
import type { Template } from '../../protocol/template.ts'
import { describeError } from '../data/describeError.ts'
import { newId } from '../data/newId.ts'
import { templatesQuery } from '../data/templates.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useNarrow } from '../ui/useNarrow.ts'
import { TemplateForm } from './TemplateForm.tsx'
import { TemplateList } from './TemplateList.tsx'
import { templateKey } from './templateNames.ts'
import {
  componentsOf,
  hasGaps,
  isFillable,
  suggested,
  type TemplateContact,
} from './templateParts.ts'

/** The list of approved templates, and beside it the chosen one with its preview and its variables. */
export function TemplateChooser({
  title,
  target,
  channelId,
  contact,
  note,
  head,
  open,
  onClose,
  onSent,
}: {
  title: string
  /** The recipient; null until one is entered. */
  target: { room_id: string } | { to: string; channel_id?: string } | null
  /** Our number that it is sent from, if it is known. */
  channelId: string | undefined
  contact: TemplateContact | null
  /** A hint about what sending it does. */
  note: string
  /** Shown above the list, such as a field for the recipient. */
  head?: ReactNode
  open: boolean
  onClose: () => void
  onSent?: (message: Message) => void
}) {
  const t = useT()
  const [picked, setPicked] = useState<Template | null>(null)
  const [values, setValues] = useState<Record<string, string>>({})
  const [clientMessageId, setClientMessageId] = useState(() => newId())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const templates = useQuery(templatesQuery(channelId))
  // Another number may not have it.
  const chosen =
    picked && (templates.data?.find((one) => templateKey(one) === templateKey(picked)) ?? null)
  const narrow = useNarrow()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    // It is below the list there, and out of sight.
    if (narrow && chosen) form.current?.scrollIntoView()
  }, [narrow, chosen])
  const choose = (template: Template) => {
    setPicked(template)
    setValues(suggested(template, contact))
    setClientMessageId(newId())
    setFault(null)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!chosen || !target) return
    setBusy(true)
    const components = componentsOf(chosen, values)
    const json = {
      ...target,
      client_message_id: clientMessageId,
      templateName: chosen.name,
      languageCode: chosen.language,
      ...(components.length > 0 && { components }),
    }
    try {
      const { data } = await answerOf(api.messages['send-template'].$post({ json: json as never }))
      onClose()
      onSent?.(data)
    } catch (error) {
      setFault(describeError(error, t))
    }
    setBusy(false)
  }
  const ready = target && chosen && isFillable(chosen) && !hasGaps(chosen, values)
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      className="desk:w-[880px]"
      footer={
        <>
          <span className="flex-1 text-12 text-text-3 max-desk:hidden">{note}</span>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" type="submit" form="template" busy={busy} disabled={!ready}>
            {t('template.send')}
            <SendHorizontal size={16} aria-hidden="true" />
          </Button>
        </>
      }
    >
      {head}
      <div className="grid min-h-0 flex-1 grid-cols-[320px_1fr] max-desk:grid-cols-1">
        <div className="flex max-h-[60dvh] flex-col border-r border-line max-desk:max-h-[calc((100dvh-var(--covered))/2)] max-desk:border-r-0 max-desk:border-b">
          <TemplateList templates={templates.data} chosen={chosen} onChoose={choose} />
          {templates.isPending && <Skeleton className="m-4 h-12 rounded-r3" />}
          {templates.error && (
            <p role="alert" className="p-4 text-13 text-bad">
              {describeError(templates.error, t)}
            </p>
          )}
        </div>
        <form id="template" ref={form} className="min-w-0" onSubmit={(event) => void submit(event)}>
          {chosen ? (
            <TemplateForm
              template={chosen}
              contact={contact}
              values={values}
              onChange={setValues}
              fault={fault}
            />
          ) : (
            <p className="grid h-full place-content-center p-8 text-13 text-text-3">
              {t('template.chooseToSee')}
            </p>
          )}
        </form>
      </div>
    </Dialog>
  )
}
