import CircleAlert from 'lucide-react/icons/circle-alert'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { shortFailure } from '../thread/describeFailure.ts'
import { Tick } from '../ui/Tick.tsx'
import { messagePreview } from './messagePreview.ts'

/** The last message, in one line. */
export function RowPreview({ room, myId }: { room: RoomSummary; myId: string }) {
  const t = useT()
  const last = room.last_message
  const authorId = last?.user_id ?? null
  const author = useInbox((state) => (authorId ? state.users[authorId]?.name : undefined))
  if (!last) return <span className="truncate">{t('kind.none')}</span>
  if (last.status === 'failed') {
    return (
      <>
        <CircleAlert size={14} aria-hidden="true" className="shrink-0 text-bad" />
        <span className="truncate text-bad">{shortFailure(last.error, t)}</span>
      </>
    )
  }
  const { icon: Icon, text } = messagePreview(last, t)
  const by = authorId === myId ? t('row.you') : author?.split(' ')[0]
  const line = text.replace(/\s+/g, ' ')
  return (
    <>
      {last.direction === 'outgoing' && <Tick status={last.status} />}
      {Icon && <Icon size={14} aria-hidden="true" className="shrink-0 text-text-3" />}
      <span dir="auto" className="truncate">
        {last.direction === 'outgoing' && by ? t('row.by', { name: by, text: line }) : line}
      </span>
    </>
  )
}
