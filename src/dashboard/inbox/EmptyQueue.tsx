import InboxIcon from 'lucide-react/icons/inbox'
import { useInbox } from '../data/desk.tsx'
import { useT } from '../i18n/i18n.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { type InboxSearch, isFiltered, queueOf } from './inboxSearch.ts'

/** Nothing in this queue: because all is done, or because of what narrows it. */
export function EmptyQueue({
  search,
  onChange,
}: {
  search: InboxSearch
  onChange: (next: Partial<Record<keyof InboxSearch, unknown>>) => void
}) {
  const t = useT()
  const me = useMe()
  const counts = useInbox((state) => state.counts)
  const queue = queueOf(search, me)
  if (isFiltered(search)) {
    const none = { type: undefined, unread: undefined, tag: undefined, channel: undefined }
    return (
      <Empty
        title={t('inbox.noneFiltered')}
        text={t('inbox.noneFilteredText')}
        action={<Button onClick={() => onChange(none)}>{t('inbox.takeAway')}</Button>}
      />
    )
  }
  const anything = counts !== null && counts.all + counts.closed > 0
  if (!anything || queue === 'all') {
    return <Empty icon={<InboxIcon size={20} aria-hidden="true" />} text={t('inbox.none')} />
  }
  if (queue === 'closed') return <Empty text={t('inbox.noneClosed')} />
  if (queue === 'unassigned') {
    return <Empty title={t('inbox.allAnswered')} text={t('inbox.nothingWaiting')} />
  }
  const waiting = isStaff(me) ? counts.unassigned : 0
  return (
    <Empty
      title={t('inbox.allAnswered')}
      text={waiting > 0 ? t('inbox.waiting', { n: waiting }) : undefined}
      action={
        waiting > 0 && (
          <Button onClick={() => onChange({ queue: 'unassigned' })}>
            {t('inbox.seeUnassigned')}
          </Button>
        )
      }
    />
  )
}
