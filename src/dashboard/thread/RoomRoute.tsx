import { useParams } from '@tanstack/react-router'
import { useInbox } from '../data/desk.tsx'
import { RoomPage } from './RoomPage.tsx'
import { RoomUnavailable } from './RoomUnavailable.tsx'
import { ThreadSkeleton } from './ThreadSkeleton.tsx'
import { useMergedRoom } from './useMergedRoom.ts'
import { useOpenedRoom } from './useOpenedRoom.ts'

/** The room of the address: as soon as it is there, or why it is not. */
export function RoomRoute() {
  const { roomId } = useParams({ from: '/signed-in/inbox/$roomId' })
  const room = useOpenedRoom(roomId)
  const gone = useInbox(({ gone }) => roomId in gone)
  const missing = useInbox(({ missing }) => roomId in missing)
  const moved = useMergedRoom(roomId)
  if (room) return <RoomPage key={room.room_id} room={room} />
  if (gone && !moved)
    return <RoomUnavailable title="thread.gone" text="thread.goneText" roomId={roomId} />
  if (missing && !moved)
    return <RoomUnavailable title="thread.missing" text="thread.missingText" roomId={roomId} />
  return (
    <main className="flex h-full flex-col bg-thread">
      <ThreadSkeleton />
    </main>
  )
}
