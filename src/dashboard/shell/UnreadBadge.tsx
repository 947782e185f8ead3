import { useInbox } from '../data/inboxStore.tsx'
import { unreadRooms } from '../data/unread.ts'
import { useT } from '../i18n/i18n.tsx'
import { Badge } from '../ui/Badge.tsx'

/** The number of unread rooms. */
export function UnreadBadge({ className }: { className: string }) {
  const t = useT()
  const n = useInbox(unreadRooms)
  return <Badge small count={n} label={t('shell.unread', { n })} className={className} />
}
