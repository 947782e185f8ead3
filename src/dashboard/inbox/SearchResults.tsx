import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { answerOf, RestError } from '../../client/rest.ts'
import { useInbox } from '../data/desk.tsx'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { Empty } from '../ui/Empty.tsx'
import { FoundMessage } from './FoundMessage.tsx'
import { ListFailed } from './ListFailed.tsx'
import { RoomRow } from './RoomRow.tsx'
import { RowSkeletons } from './RowSkeletons.tsx'
import { useOpenRoom } from './useOpenRoom.ts'

const ROOMS = '30'
const MESSAGES = '30'

/** Rooms by name, number, username or tag, and messages by what they say. */
export function SearchResults({ q: typed }: { q: string }) {
  const t = useT()
  const me = useMe()
  const q = useDeferredValue(typed)
  const { roomId } = useParams({ strict: false })
  const { hrefOf, onClick } = useOpenRoom()
  const live = useInbox((state) => state.rooms)
  const found = useQuery({
    queryKey: ['search', q],
    queryFn: async ({ signal }) => {
      const init = { init: { signal } }
      const [rooms, messages] = await Promise.all([
        answerOf(api.rooms.$get({ query: { q, limit: ROOMS } }, init)),
        answerOf(api.messages.search.$get({ query: { q, limit: MESSAGES } }, init)),
      ])
      return { rooms: rooms.data, messages: messages.data }
    },
    placeholderData: keepPreviousData,
  })
  if (found.isError) {
    const status = found.error instanceof RestError ? found.error.status : 0
    return <ListFailed status={status} onRetry={() => void found.refetch()} />
  }
  if (!found.data) return <RowSkeletons />
  const { rooms, messages } = found.data
  if (rooms.length === 0 && messages.length === 0) {
    return <Empty title={t('inbox.noResult', { q })} text={t('inbox.noResultText')} />
  }
  const now = new Map(live.map((room) => [room.room_id, room]))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows in it are links, which one handler serves
    // biome-ignore lint/a11y/useKeyWithClickEvents: links are pressed by keys by themselves
    <div
      onClick={onClick}
      aria-busy={found.isPlaceholderData}
      className="scroll-thin min-h-0 flex-1 overflow-y-auto border-t border-line"
    >
      {rooms.length > 0 && (
        <Found title={t('inbox.foundRooms')}>
          {rooms.map((room) => (
            <li key={room.room_id}>
              <RoomRow
                room={now.get(room.room_id) ?? room}
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
        <Found title={t('inbox.foundMessages')}>
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

function Found({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="sticky top-0 z-1 border-b border-line bg-surface px-4 py-2 text-12 font-semibold text-text-2">
        {title}
      </h2>
      <ul>{children}</ul>
    </section>
  )
}
