import { useInbox } from '../data/desk.tsx'
import { unreadRooms } from '../data/unread.ts'
import { useT } from '../i18n/i18n.tsx'
import { Badge } from '../ui/Badge.tsx'

/** How many rooms wait to be read. */
export function UnreadBadge({ className }: { className: string }) {
  const t = useT()
  const n = useInbox(unreadRooms)
  return <Badge small count={n} label={t('shell.unread', { n })} className={className} />
}
