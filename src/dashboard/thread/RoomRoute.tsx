import { useParams } from '@tanstack/react-router'
import { roomNamed } from '../../client/inbox.ts'
import { useInbox, useInboxStore } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { LoadError } from '../inbox/LoadError.tsx'
import { BackToList } from './BackToList.tsx'
import { RoomPage } from './RoomPage.tsx'
import { RoomUnavailable } from './RoomUnavailable.tsx'
import { ThreadSkeleton } from './ThreadSkeleton.tsx'
import { useLiveRoom } from './useLiveRoom.ts'
import { useMergedRoom } from './useMergedRoom.ts'

/** The room named in the URL. Until it is loaded a skeleton, or why it can't be shown. */
export function RoomRoute() {
  const t = useT()
  const { inbox } = useInboxStore()
  const { roomId } = useParams({ from: '/signed-in/inbox/$roomId' })
  const room = useLiveRoom(roomId)
  const gone = useInbox(({ gone }) => roomId in gone)
  const missing = useInbox(({ missing }) => roomId in missing)
  const failure = useInbox(({ failures }) => failures[roomNamed(roomId)])
  const moved = useMergedRoom(roomId)
  if (room) return <RoomPage key={room.room_id} room={room} />
  if (gone && !moved)
    return <RoomUnavailable title="thread.gone" text="thread.goneText" roomId={roomId} />
  if (missing && !moved)
    return <RoomUnavailable title="thread.missing" text="thread.missingText" roomId={roomId} />
  return (
    <main className="flex h-full flex-col bg-thread">
      <header className="flex h-(--bar) shrink-0 items-center border-b border-line bg-surface px-4 desk:hidden">
        <BackToList />
      </header>
      {failure === undefined ? (
        <ThreadSkeleton />
      ) : (
        <LoadError
          status={failure}
          title={t('thread.failed')}
          onRetry={() => inbox.again(roomNamed(roomId))}
        />
      )}
    </main>
  )
}
