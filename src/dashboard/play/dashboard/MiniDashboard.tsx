import { clsx } from 'clsx'
import { useEffect, useState } from 'react'
import type { ViewFilter } from '../../../client/state.ts'
import type { RoomSummary } from '../../../protocol/room.ts'
import type { Customer } from '../../../protocol/simulator.ts'
import { useNow } from '../../data/useNow.ts'
import { shortTime } from '../../i18n/time.ts'
import { RowPreview } from '../../inbox/RowPreview.tsx'
import { titleOf } from '../../inbox/titleOf.ts'
import { useView } from '../../inbox/useView.ts'
import { isStaff, useMe } from '../../session/useSession.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useCustomer } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import { MiniRoom } from './MiniRoom.tsx'

const ALL: ViewFilter = { whose: 'all', status: 'open' }
const MINE: ViewFilter = { whose: 'mine', status: 'open' }
const SHOWN = 40

/** A small dashboard of the signed-in user. It opens the room of the customer whose phone is shown. */
export function MiniDashboard() {
  const text = useText()
  const me = useMe()
  const rooms = useView(isStaff(me) ? ALL : MINE)
  const customer = useCustomer()
  const theirs = rooms?.find((room) => isOf(room, customer))?.room_id
  const [chosen, setChosen] = useState<string | undefined>()
  useEffect(() => setChosen(theirs), [theirs])
  return (
    <section
      aria-label={text('desk')}
      className="grid min-h-0 flex-1 grid-cols-[minmax(0,232px)_minmax(0,1fr)] overflow-hidden rounded-r4 border border-line bg-surface max-wide:h-[620px] max-wide:flex-none max-desk:hidden"
    >
      <div className="flex min-h-0 flex-col border-r border-line">
        <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line px-3">
          <h2 className="flex-1 text-13 font-semibold">{text('inbox')}</h2>
          <Tag tone="accent">{me.name.split(' ')[0]}</Tag>
        </header>
        <ul className="scroll-thin min-h-0 flex-1 overflow-y-auto">
          {rooms?.slice(0, SHOWN).map((room) => (
            <li key={room.room_id}>
              <MiniRow
                room={room}
                myId={me.id}
                selected={room.room_id === chosen}
                onChoose={() => setChosen(room.room_id)}
              />
            </li>
          ))}
          {rooms?.length === 0 && <li className="p-3 text-12 text-text-3">{text('noRooms')}</li>}
        </ul>
      </div>
      {chosen ? (
        <MiniRoom key={chosen} roomId={chosen} />
      ) : (
        <p className="grid place-items-center bg-thread p-6 text-13 text-text-3">
          {text('chooseRoom')}
        </p>
      )}
    </section>
  )
}

const isOf = ({ contact }: RoomSummary, customer: Customer | undefined): boolean =>
  customer !== undefined &&
  (contact.phone === customer.phone || contact.user_id === customer.user_id)

function MiniRow({
  room,
  myId,
  selected,
  onChoose,
}: {
  room: RoomSummary
  myId: string
  selected: boolean
  onChoose: () => void
}) {
  const now = useNow()
  const unread = room.unread_count > 0
  return (
    <button
      type="button"
      aria-current={selected || undefined}
      onClick={onChoose}
      className={clsx(
        'relative grid w-full grid-cols-[2.25rem_minmax(0,1fr)] gap-2 border-b border-line px-3 py-2 text-left -outline-offset-2',
        selected
          ? 'bg-accent-soft before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent'
          : 'hover:bg-surface-2',
      )}
    >
      <Avatar id={room.room_id} name={room.room_title} size="md" />
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <span
            className={clsx(
              'min-w-0 flex-1 truncate text-13',
              unread ? 'font-semibold' : 'font-medium',
            )}
          >
            {titleOf(room)}
          </span>
          <time dateTime={room.room_updated_at} className="text-11 text-text-3 tabular-nums">
            {shortTime(room.room_updated_at, now)}
          </time>
        </span>
        <span className="flex items-center gap-1 text-12 text-text-2">
          <RowPreview room={room} myId={myId} />
          <span className="flex-1" />
          {unread && <Badge small count={room.unread_count} label={String(room.unread_count)} />}
        </span>
      </span>
    </button>
  )
}
