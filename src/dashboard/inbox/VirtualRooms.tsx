import { useParams } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { useMe } from '../session/useSession.ts'
import { RoomRow } from './RoomRow.tsx'
import { useNeighbourKeys } from './useNeighbourKeys.ts'
import { useRoomLinks } from './useRoomLinks.ts'
import { useRowKeys } from './useRowKeys.ts'

/** As `h-22` of RoomRow: with a browser's text twice as large, it is twice as high. */
const ROW_REM = 5.5
const OVERSCAN = 4
/** The next page is loaded when this many rows are left. */
const AHEAD = 30

/** A virtual list: however many rooms there are, only those in sight are rendered. */
export function VirtualRooms({
  rooms,
  onEnd,
}: {
  rooms: readonly RoomSummary[]
  onEnd: () => void
}) {
  const t = useT()
  const me = useMe()
  const { roomId } = useParams({ strict: false })
  const box = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const [rowPx] = useState(() => ROW_REM * rem())
  const { hrefOf, onClick } = useRoomLinks()
  const rows = useVirtualizer({
    count: rooms.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => rooms[index]!.room_id,
    overscan: OVERSCAN,
  })
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rooms.length - AHEAD) onEnd()
  }, [last, rooms.length, onEnd])
  const onKeyDown = useRowKeys(rooms, rows)
  useNeighbourKeys(rooms, roomId, rows)

  const inSight = new Set(items.map(({ index }) => rooms[index]?.room_id))
  const tabbable =
    [focused, roomId].find((id) => id && inSight.has(id)) ?? rooms[items[0]?.index ?? 0]?.room_id
  return (
    <div
      ref={box}
      data-scroll="rooms"
      className="scroll-thin h-full overflow-x-hidden overflow-y-auto"
    >
      <ul
        aria-label={t('inbox.list')}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => setFocused((target as HTMLElement).dataset.room ?? null)}
        className="relative"
        style={{ height: rows.getTotalSize() }}
      >
        {items.map(({ index, key, start }) => (
          <li
            key={key}
            aria-setsize={rooms.length}
            aria-posinset={index + 1}
            className="absolute top-0 left-0 w-full"
            style={{ transform: `translateY(${start}px)` }}
          >
            <RoomRow
              room={rooms[index]!}
              myId={me.id}
              selected={rooms[index]!.room_id === roomId}
              tabbable={rooms[index]!.room_id === tabbable}
              href={hrefOf(rooms[index]!.room_id)}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}

const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
