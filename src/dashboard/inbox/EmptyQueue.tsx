import InboxIcon from 'lucide-react/icons/inbox'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { type InboxSearch, isFiltered, queueOf } from './inboxSearch.ts'

/** Shown for a queue without rooms: all is answered, or the filters hide everything. */
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
    const none = {
      type: undefined,
      unread: undefined,
      tag: undefined,
      channel: undefined,
      agent: undefined,
    }
    return (
      <EmptyState
        title={t('inbox.noneFiltered')}
        text={t('inbox.noneFilteredText')}
        action={<Button onClick={() => onChange(none)}>{t('inbox.takeAway')}</Button>}
      />
    )
  }
  const anything = counts !== null && counts.all + counts.closed > 0
  if (!anything || queue === 'all') {
    return <EmptyState icon={<InboxIcon size={20} aria-hidden="true" />} text={t('inbox.none')} />
  }
  if (queue === 'closed') return <EmptyState text={t('inbox.noneClosed')} />
  if (queue === 'unassigned') {
    return <EmptyState title={t('inbox.allAnswered')} text={t('inbox.nothingWaiting')} />
  }
  const waiting = isStaff(me) ? counts.unassigned : 0
  return (
    <EmptyState
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
