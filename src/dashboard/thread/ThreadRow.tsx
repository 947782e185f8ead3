import Info from 'lucide-react/icons/info'
import { memo } from 'react'
import { DayLine } from './DayLine.tsx'
import { MessageBubble } from './MessageBubble.tsx'
import { NoteBubble } from './NoteBubble.tsx'
import { RoomEventLine } from './RoomEventLine.tsx'
import type { Reaction } from './reactions.ts'
import type { RoomEvent } from './roomEvents.ts'
import type { Row } from './rows.ts'
import { SystemLine } from './SystemLine.tsx'

type Props = {
  row: Row<RoomEvent>
  day: boolean
  first: boolean
  last: boolean
  reactions: readonly Reaction[] | undefined
}

/** One line of the conversation. The first line of a day has the day above it. */
export const ThreadRow = memo(function ThreadRow({ row, day, first, last, reactions }: Props) {
  return (
    <>
      {day && <DayLine at={row.at} />}
      {row.kind === 'event' ? (
        <RoomEventLine event={row.event} />
      ) : row.message.direction === 'note' ? (
        <NoteBubble message={row.message} />
      ) : row.message.direction === 'system' ? (
        <SystemLine icon={<Info size={14} aria-hidden="true" />}>
          {row.message.content_text}
        </SystemLine>
      ) : (
        <MessageBubble message={row.message} first={first} last={last} reactions={reactions} />
      )}
    </>
  )
})
