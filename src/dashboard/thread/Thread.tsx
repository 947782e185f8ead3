import { useVirtualizer } from '@tanstack/react-virtual'
import { lazy, useImperativeHandle, useRef, useState } from 'react'
import { messagesOf } from '../../client/inbox.ts'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox, useInboxStore } from '../data/inboxStore.tsx'
import { loadModule } from '../data/loadModule.ts'
import { useT } from '../i18n/i18n.tsx'
import { LoadError } from '../inbox/LoadError.tsx'
import { LazyBoundary } from '../ui/LazyBoundary.tsx'
import { Announcer } from './Announcer.tsx'
import { positionOf } from './rows.ts'
import { ScrollToEndButton } from './ScrollToEndButton.tsx'
import { ThreadRow } from './ThreadRow.tsx'
import { ThreadSkeleton } from './ThreadSkeleton.tsx'
import { useJump } from './useJump.ts'
import { useLoadOlder } from './useLoadOlder.ts'
import { useMarkRead } from './useMarkRead.ts'
import { useRows } from './useRows.ts'
import { useStartAtEnd } from './useStartAtEnd.ts'
import { useStayAtEnd } from './useStayAtEnd.ts'
import { useThreadKeys } from './useThreadKeys.ts'
import type { ThreadHandle } from './useThreadTools.ts'

const Lightbox = lazy(() =>
  loadModule(() => import('./Lightbox.tsx')).then(({ Lightbox }) => ({ default: Lightbox })),
)
const ForwardDialog = lazy(() =>
  loadModule(() => import('../forward/ForwardDialog.tsx')).then(({ ForwardDialog }) => ({
    default: ForwardDialog,
  })),
)

const LIKELY_PX = 48
const OVERSCAN = 4
const AT_END_PX = 64

/** The conversation as a virtual list: only the lines in sight are rendered, however long it is. */
export function Thread({
  room,
  thread,
}: {
  room: RoomSummary
  thread: React.RefObject<ThreadHandle | null>
}) {
  const t = useT()
  const { inbox } = useInboxStore()
  const box = useRef<HTMLDivElement>(null)
  const open = useInbox((state) => state.messages[room.room_id])
  const what = messagesOf(room.room_id)
  const failure = useInbox((state) => state.failures[what])
  // The room's history may arrive before its messages. Until these are here there is nothing to scroll.
  const shown = open !== undefined && !(open.stale && open.items.length === 0)
  const { rows, reactions } = useRows(room, shown ? open.items : undefined)
  const [enlarged, setEnlarged] = useState<Message | null>(null)
  const [forwarding, setForwarding] = useState<Message | null>(null)
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
  useStartAtEnd(lines, shown && rows.length > 0)
  useStayAtEnd(box, lines, { shown, threshold: AT_END_PX })
  const atEnd = lines.isAtEnd(AT_END_PX)
  useLoadOlder(room.room_id, { first: items[0]?.index ?? 0, more: open?.next_cursor !== null })
  useMarkRead(room, shown && atEnd)
  const { jumpTo, marked } = useJump(room.room_id, rows, lines)
  const onKeyDown = useThreadKeys(lines)
  useImperativeHandle(thread, () => ({ jumpTo, enlarge: setEnlarged, forward: setForwarding }), [
    jumpTo,
  ])

  if (!shown) {
    if (failure === undefined) return <ThreadSkeleton />
    return (
      <LoadError status={failure} title={t('thread.failed')} onRetry={() => inbox.again(what)} />
    )
  }
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={t('thread.messages')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="scroll-thin h-full overflow-x-hidden overflow-y-auto -outline-offset-2"
      >
        <div className="relative" style={{ height: lines.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index]!
            const { day, first, last } = positionOf(rows, index)
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
      <ScrollToEndButton
        shown={!atEnd}
        unread={room.unread_count}
        onPress={() => lines.scrollToEnd()}
      />
      <Announcer room={room} newest={open.items[0]} />
      {enlarged && (
        <LazyBoundary onCancel={() => setEnlarged(null)}>
          <Lightbox
            first={enlarged}
            photos={open.items.filter(isPhoto).toReversed()}
            onClose={() => setEnlarged(null)}
          />
        </LazyBoundary>
      )}
      {forwarding && (
        <LazyBoundary onCancel={() => setForwarding(null)}>
          <ForwardDialog message={forwarding} onClose={() => setForwarding(null)} />
        </LazyBoundary>
      )}
    </div>
  )
}

const isPhoto = (message: Message) => message.content_type === 'image' && message.gcs_url !== null
