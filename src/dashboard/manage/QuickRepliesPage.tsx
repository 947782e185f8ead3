import { useQuery } from '@tanstack/react-query'
import Pencil from 'lucide-react/icons/pencil'
import Plus from 'lucide-react/icons/plus'
import Trash from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { QuickReply } from '../../protocol/quickReply.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { PageLayout } from './PageLayout.tsx'
import { QueryTable } from './QueryTable.tsx'
import { QuickReplyDialog } from './QuickReplyDialog.tsx'
import { useSave } from './useSave.ts'

export const QUICK_REPLIES = ['quick-replies']

/** Quick replies: texts that a slash and a shortcut insert into the composer. */
export function QuickRepliesPage() {
  const t = useT()
  const [edited, setEdited] = useState<QuickReply | 'new' | null>(null)
  const replies = useQuery({
    queryKey: QUICK_REPLIES,
    queryFn: async () => (await answerOf(api['quick-replies'].$get())).data,
  })
  const remove = useSave(QUICK_REPLIES, (id: string) =>
    answerOf(api['quick-replies'][':id'].$delete({ param: { id } })),
  )
  return (
    <PageLayout
      title={t('manage.quickReplies')}
      text={t('manage.quickRepliesText')}
      action={
        <Button
          variant="primary"
          icon={<Plus size={16} aria-hidden="true" />}
          onClick={() => setEdited('new')}
        >
          {t('manage.addReply')}
        </Button>
      }
    >
      <QueryTable<QuickReply>
        label={t('manage.quickReplies')}
        query={replies}
        rows={replies.data}
        keyOf={({ id }) => id}
        empty={t('manage.noReplies')}
        columns={[
          {
            name: t('manage.shortcut'),
            className: 'w-40',
            cell: ({ shortcut }) => <span className="font-medium">/{shortcut}</span>,
          },
          {
            name: t('manage.text'),
            cell: ({ text }) => (
              <span className="line-clamp-3 whitespace-pre-wrap wrap-anywhere">{text}</span>
            ),
          },
          {
            name: t('manage.language'),
            className: 'w-28',
            cell: ({ language }) => language ?? '–',
          },
          {
            name: t('manage.actions'),
            className: 'w-28',
            cell: (one) => (
              <span className="flex gap-1">
                <IconButton
                  label={t('manage.editOne', { name: one.shortcut })}
                  onClick={() => setEdited(one)}
                >
                  <Pencil size={16} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={t('manage.removeOne', { name: one.shortcut })}
                  onClick={() => remove.mutate(one.id)}
                >
                  <Trash size={16} aria-hidden="true" />
                </IconButton>
              </span>
            ),
          },
        ]}
      />
      {edited && (
        <QuickReplyDialog
          key={edited === 'new' ? 'new' : edited.id}
          reply={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </PageLayout>
  )
}
