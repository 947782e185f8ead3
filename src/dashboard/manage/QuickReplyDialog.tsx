import { type FormEvent, useState } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import type { NewQuickReply, QuickReply } from '../../protocol/quickReply.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { QUICK_REPLIES } from './QuickRepliesPage.tsx'
import { useSave } from './useSave.ts'

/** Makes a quick reply, or changes one. */
export function QuickReplyDialog({
  reply,
  onClose,
}: {
  reply: QuickReply | null
  onClose: () => void
}) {
  const t = useT()
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '')
  const [text, setText] = useState(reply?.text ?? '')
  const [language, setLanguage] = useState(reply?.language ?? '')
  const save = useSave(QUICK_REPLIES, (json: NewQuickReply) =>
    reply
      ? answerOf(api['quick-replies'][':id'].$patch({ param: { id: reply.id }, json }))
      : answerOf(api['quick-replies'].$post({ json })),
  )
  const taken = save.error instanceof RestError && save.error.code === 'conflict'
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    await save.mutateAsync({ shortcut, text, language: language.trim() || null })
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={reply ? t('manage.editReply') : t('manage.addReply')}
      footer={
        <>
          <span className="flex-1" />
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" form="quick-reply" busy={save.isPending}>
            {t('ui.save')}
          </Button>
        </>
      }
    >
      <form
        id="quick-reply"
        className="grid gap-4 p-6 max-desk:p-4"
        onSubmit={(event) => void submit(event).catch(() => {})}
      >
        <Field
          label={t('manage.shortcut')}
          required
          maxLength={50}
          pattern="\S+"
          hint={t('manage.shortcutHint')}
          value={shortcut}
          onChange={(event) => setShortcut(event.target.value)}
          error={taken ? t('manage.shortcutTaken') : null}
        />
        <TextArea
          label={t('manage.text')}
          required
          maxLength={4096}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Field
          label={t('manage.language')}
          hint={t('manage.languageHint')}
          value={language}
          onChange={(event) => setLanguage(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
