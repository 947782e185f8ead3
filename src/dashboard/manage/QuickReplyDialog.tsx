import { useState } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import type { NewQuickReply, QuickReply } from '../../protocol/quickReply.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Field } from '../ui/Field.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { FormDialog } from './FormDialog.tsx'
import { QUICK_REPLIES } from './QuickRepliesPage.tsx'
import { useSave } from './useSave.ts'

/** Creates or edits a quick reply. */
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
  return (
    <FormDialog
      title={reply ? t('manage.editReply') : t('manage.addReply')}
      submitLabel={t('ui.save')}
      busy={save.isPending}
      onSave={() => save.mutateAsync({ shortcut, text, language: language.trim() || null })}
      onClose={onClose}
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
    </FormDialog>
  )
}
