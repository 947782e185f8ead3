import { useVirtualizer } from '@tanstack/react-virtual'
import { lazy, useImperativeHandle, useRef, useState } from 'react'
import { messagesOf } from '../../client/inbox.ts'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { arriving } from '../data/arriving.ts'
import { useDesk, useInbox } from '../data/desk.tsx'
import { useT } from '../i18n/i18n.tsx'
import { ListFailed } from '../inbox/ListFailed.tsx'
import { Late } from '../ui/Late.tsx'
import { Announcer } from './Announcer.tsx'
import { placeOf } from './rows.ts'
import { ThreadRow } from './ThreadRow.tsx'
import { ThreadSkeleton } from './ThreadSkeleton.tsx'
import { ToEnd } from './ToEnd.tsx'
import { useJump } from './useJump.ts'
import { useOlder } from './useOlder.ts'
import { useReading } from './useReading.ts'
import { useRows } from './useRows.ts'
import { useStartAtEnd } from './useStartAtEnd.ts'
import { useThreadKeys } from './useThreadKeys.ts'
import type { ThreadHandle } from './useThreadTools.ts'

const Lightbox = lazy(() =>
  arriving(() => import('./Lightbox.tsx')).then(({ Lightbox }) => ({ default: Lightbox })),
)

const LIKELY_PX = 48
const OVERSCAN = 4
const AT_END_PX = 64

/** The conversation, of which only what is in sight is there, however long it is. */
export function Thread({
  room,
  thread,
}: {
  room: RoomSummary
  thread: React.RefObject<ThreadHandle | null>
}) {
  const t = useT()
  const { inbox } = useDesk()
  const box = useRef<HTMLDivElement>(null)
  const open = useInbox((state) => state.messages[room.room_id])
  const what = messagesOf(room.room_id)
  const failure = useInbox((state) => state.failures[what])
  const { rows, reactions } = useRows(room, open?.items)
  const [enlarged, setEnlarged] = useState<Message | null>(null)
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => LIKELY_PX,
    getItemKey: (index) => rows[index]!.key,
    overscan: OVERSCAN,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END_PX,
    paddingStart: 12,
    paddingEnd: 12,
  })
  const items = lines.getVirtualItems()
  // What happened to the room may be known before what was said: until then there is nothing to scroll.
  const shown = open !== undefined && !(open.stale && open.items.length === 0)
  useStartAtEnd(lines, shown && rows.length > 0)
  const atEnd = lines.isAtEnd(AT_END_PX)
  useOlder(room.room_id, { first: items[0]?.index ?? 0, more: open?.next_cursor !== null })
  useReading(room, shown && atEnd)
  const { jumpTo, marked } = useJump(room.room_id, rows, lines)
  const onKeyDown = useThreadKeys(lines)
  useImperativeHandle(thread, () => ({ jumpTo, enlarge: setEnlarged }), [jumpTo])

  if (!shown) {
    if (failure === undefined) return <ThreadSkeleton />
    return (
      <ListFailed status={failure} title={t('thread.failed')} onRetry={() => inbox.again(what)} />
    )
  }
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={t('thread.messages')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which keys have to reach
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="scroll-thin h-full overflow-x-hidden overflow-y-auto -outline-offset-2"
      >
        <div className="relative" style={{ height: lines.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index]!
            const { day, first, last } = placeOf(rows, index)
            const wamid = row.kind === 'message' ? row.message.wa_message_id : null
            return (
              <div
                key={key}
                ref={lines.measureElement}
                data-index={index}
                data-marked={marked === key || undefined}
                tabIndex={-1}
                className="absolute top-0 left-0 w-full px-6 outline-none transition-colors duration-500 focus-visible:bg-accent-soft data-[marked]:bg-accent-soft max-desk:px-3"
                style={{ transform: `translateY(${start}px)` }}
              >
                <ThreadRow
                  row={row}
                  day={day}
                  first={first}
                  last={last}
                  reactions={wamid ? reactions.get(wamid) : undefined}
                />
              </div>
            )
          })}
        </div>
      </div>
      {rows.length === 0 && (
        <p className="absolute inset-0 grid place-items-center text-text-3">{t('thread.empty')}</p>
      )}
      <ToEnd shown={!atEnd} unread={room.unread_count} onPress={() => lines.scrollToEnd()} />
      <Announcer room={room} newest={open.items[0]} />
      {enlarged && (
        <Late onLeft={() => setEnlarged(null)}>
          <Lightbox
            first={enlarged}
            photos={open.items.filter(isPhoto).toReversed()}
            onClose={() => setEnlarged(null)}
          />
        </Late>
      )}
    </div>
  )
}

const isPhoto = (message: Message) => message.content_type === 'image' && message.gcs_url !== null
