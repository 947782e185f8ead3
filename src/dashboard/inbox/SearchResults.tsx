import { useParams } from '@tanstack/react-router'
import { type ComponentProps, type ReactNode, useDeferredValue } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { usePages } from '../data/usePages.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { LoadMoreButton } from '../ui/LoadMoreButton.tsx'
import { FoundMessage } from './FoundMessage.tsx'
import { LoadError } from './LoadError.tsx'
import { RoomRow } from './RoomRow.tsx'
import { RowSkeletons } from './RowSkeletons.tsx'
import { useRoomLinks } from './useRoomLinks.ts'

const LIMIT = '30'
/** Keeps the previous results visible until the new ones have come. */
const KEEP = { keeps: () => true }

/** Finds rooms by name, number, username or tag, and messages by their text. */
export function SearchResults({ q: typed }: { q: string }) {
  const t = useT()
  const me = useMe()
  const q = useDeferredValue(typed)
  const { roomId } = useParams({ strict: false })
  const { hrefOf, onClick } = useRoomLinks()
  const live = useInbox((state) => state.rooms)
  const asked = (cursor: string | undefined) => ({ q, limit: LIMIT, ...(cursor && { cursor }) })
  const foundRooms = usePages(
    ['search', 'rooms', q],
    (cursor, signal) => answerOf(api.rooms.$get({ query: asked(cursor) }, { init: { signal } })),
    KEEP,
  )
  const foundMessages = usePages(
    ['search', 'messages', q],
    (cursor, signal) =>
      answerOf(api.messages.search.$get({ query: asked(cursor) }, { init: { signal } })),
    KEEP,
  )
  const both = [foundRooms, foundMessages]
  const failed = both.find(({ error, rows }) => error && !rows)
  if (failed) {
    const status = failed.error instanceof RestError ? failed.error.status : 0
    const again = () => {
      for (const one of both) if (one.error) void one.refetch()
    }
    return <LoadError status={status} onRetry={again} />
  }
  const { rows: rooms } = foundRooms
  const { rows: messages } = foundMessages
  const isStale = both.some(({ isPlaceholderData }) => isPlaceholderData)
  if (!rooms || !messages) return <RowSkeletons />
  if (rooms.length === 0 && messages.length === 0) {
    if (isStale) return <RowSkeletons />
    return <EmptyState title={t('inbox.noResult', { q })} text={t('inbox.noResultText')} />
  }
  const liveById = new Map(live.map((room) => [room.room_id, room]))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: one handler serves the links inside
    // biome-ignore lint/a11y/useKeyWithClickEvents: links handle the keyboard themselves
    <div
      onClick={onClick}
      aria-busy={isStale}
      className="scroll-thin min-h-0 flex-1 overflow-y-auto border-t border-line"
    >
      {rooms.length > 0 && (
        <Found title={t('inbox.foundRooms')} pages={foundRooms}>
          {rooms.map((room) => (
            <li key={room.room_id}>
              <RoomRow
                room={liveById.get(room.room_id) ?? room}
                myId={me.id}
                selected={room.room_id === roomId}
                tabbable
                href={hrefOf(room.room_id)}
              />
            </li>
          ))}
        </Found>
      )}
      {messages.length > 0 && (
        <Found title={t('inbox.foundMessages')} pages={foundMessages}>
          {messages.map((message) => (
            <li key={message.id}>
              <FoundMessage message={message} href={hrefOf(message.room.room_id)} />
            </li>
          ))}
        </Found>
      )}
    </div>
  )
}

function Found({
  title,
  pages,
  children,
}: {
  title: string
  pages: ComponentProps<typeof LoadMoreButton>['query'] & { isPlaceholderData: boolean }
  children: ReactNode
}) {
  return (
    <section aria-label={title}>
      <h2 className="sticky top-0 z-1 border-b border-line bg-surface px-4 py-2 text-12 font-semibold text-text-2">
        {title}
      </h2>
      <ul>{children}</ul>
      {pages.hasNextPage && !pages.isPlaceholderData && (
        <div className="border-b border-line p-3">
          <LoadMoreButton query={pages} />
        </div>
      )}
    </section>
  )
}
