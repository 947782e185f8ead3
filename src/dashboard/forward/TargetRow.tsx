import { clsx } from 'clsx'
import Check from 'lucide-react/icons/check'
import Lock from 'lucide-react/icons/lock'
import { useId } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { channelsOf } from '../inbox/channelsOf.ts'
import { titleOf } from '../inbox/titleOf.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Tag } from '../ui/Tag.tsx'
import { useText } from './text.ts'

/** A room that can be chosen, or why it can't be. */
export function TargetRow({
  room,
  mark,
  chosen,
  obstacle,
  tabbable,
  onToggle,
}: {
  room: RoomSummary
  /** Shown beside the name. */
  mark: string | null
  chosen: boolean
  /** Why it can't be chosen. The row can still be reached, so that a screen reader reads this out. */
  obstacle: string | null
  /** Whether this row is the list's tab stop. */
  tabbable: boolean
  onToggle: () => void
}) {
  const id = useId()
  const title = titleOf(room)
  return (
    <li>
      <label
        className={clsx(
          'relative flex min-h-14 items-center gap-3 px-6 py-2 max-desk:px-4 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus',
          chosen ? 'bg-accent-soft' : obstacle === null && 'hover:bg-surface-2',
        )}
      >
        <Avatar id={room.room_id} name={room.room_title} size="md" />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className={clsx('truncate font-medium', obstacle !== null && 'text-text-3')}>
              {title}
            </span>
            {mark !== null && <Tag>{mark}</Tag>}
          </span>
          <span id={id} className="flex items-center gap-1 text-12 text-text-3">
            {obstacle === null ? (
              <Whose room={room} />
            ) : (
              <>
                <Lock size={12} aria-hidden="true" className="shrink-0" />
                {obstacle}
              </>
            )}
          </span>
        </span>
        {/* Over the whole row, so that a finger that explores the screen meets it there. */}
        <input
          type="checkbox"
          aria-label={title}
          aria-describedby={id}
          aria-disabled={obstacle !== null || undefined}
          checked={chosen}
          tabIndex={tabbable ? 0 : -1}
          data-room={room.room_id}
          onChange={() => obstacle === null && onToggle()}
          className={clsx(
            'peer absolute inset-0 size-full opacity-0',
            obstacle === null ? 'cursor-pointer' : 'cursor-not-allowed',
          )}
        />
        {obstacle === null && (
          <span
            aria-hidden="true"
            className="grid size-[18px] shrink-0 place-items-center rounded-r1 border border-line-3 bg-surface text-on-accent peer-checked:border-accent peer-checked:bg-accent"
          >
            {chosen && <Check size={14} strokeWidth={2.5} />}
          </span>
        )}
      </label>
    </li>
  )
}

/** The customer's number, and ours where there are several: the same customer may have a room with each. */
function Whose({ room }: { room: RoomSummary }) {
  const t = useT()
  const text = useText()
  const several = useInbox(channelsOf).length > 1
  const ours = several ? room.channel.display_phone_number : null
  return (
    <span className="truncate tabular-nums">
      {room.room_phone ? phoneNumber(room.room_phone) : t('row.hidden')}
      {ours && ` · ${text('via', { number: phoneNumber(ours) })}`}
    </span>
  )
}
