import { clsx } from 'clsx'
import { memo } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { useNow } from '../data/useNow.ts'
import { useT } from '../i18n/i18n.tsx'
import { shortTime } from '../i18n/time.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Tag } from '../ui/Tag.tsx'
import { TypingDots } from '../ui/TypingDots.tsx'
import { CustomerTypeLabel } from './CustomerTypeLabel.tsx'
import { RowAgents } from './RowAgents.tsx'
import { RowPreview } from './RowPreview.tsx'
import { tagTone } from './tagTone.ts'
import { titleOf } from './titleOf.ts'
import { WindowRing } from './WindowRing.tsx'

const TAGS_SHOWN = 2

type Props = {
  room: RoomSummary
  myId: string
  selected: boolean
  /** Whether this row is the list's tab stop. */
  tabbable: boolean
  href: string
}

/** A room in the list, 88 px high: its name, the last message, and its state. */
export const RoomRow = memo(function RoomRow({ room, myId, selected, tabbable, href }: Props) {
  const t = useT()
  const now = useNow()
  const isTyping = useInbox((state) => room.room_id in state.typing)
  const unread = room.unread_count > 0
  const hidden = room.room_phone === null
  const tags = hidden ? [t('row.hidden'), ...room.tags] : room.tags
  return (
    <a
      href={href}
      data-room={room.room_id}
      tabIndex={tabbable ? 0 : -1}
      aria-current={selected || undefined}
      className={clsx(
        'group relative grid h-22 grid-cols-[2.5rem_minmax(0,1fr)] gap-3 border-b border-line px-4 py-[11px] -outline-offset-2',
        selected
          ? 'bg-accent-soft before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent'
          : 'hover:bg-surface-2',
      )}
    >
      <Avatar id={room.room_id} name={room.room_title} />
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <span
            className={clsx('min-w-0 flex-1 truncate', unread ? 'font-semibold' : 'font-medium')}
          >
            {titleOf(room)}
          </span>
          <time
            dateTime={room.room_updated_at}
            className={clsx(
              'text-12 tabular-nums',
              unread ? 'font-semibold text-accent-text' : 'text-text-3',
            )}
          >
            {shortTime(room.last_message_timestamp ?? room.room_updated_at, now)}
          </time>
        </span>
        <span className="flex items-center gap-2">
          <span
            className={clsx(
              'flex h-5 min-w-0 flex-1 items-center gap-1 text-13',
              unread ? 'text-text' : 'text-text-3',
            )}
          >
            <RowPreview room={room} myId={myId} />
          </span>
          <Badge count={room.unread_count} label={t('row.unread', { n: room.unread_count })} />
        </span>
        <span className="mt-1 flex h-5 items-center gap-2">
          <CustomerTypeLabel type={room.customer_type} />
          <span className="flex h-5 min-w-0 flex-1 flex-wrap gap-1 overflow-hidden">
            {tags.slice(0, TAGS_SHOWN).map((tag) => (
              <Tag
                key={tag}
                tone={tagTone(tag)}
                className={clsx(
                  'block! max-w-full truncate leading-5',
                  tagTone(tag) === 'plain' &&
                    (selected ? 'bg-accent-soft-2!' : 'group-hover:bg-surface-3'),
                )}
              >
                {tag}
              </Tag>
            ))}
          </span>
          {isTyping && <TypingDots />}
          <WindowRing expiresAt={room.window_expires_at} now={now} />
          <RowAgents participants={room.participants} />
        </span>
      </span>
    </a>
  )
})
