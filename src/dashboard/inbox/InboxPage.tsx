import { Outlet, useParams } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useEffect } from 'react'
import { useInbox } from '../data/desk.tsx'
import { loadRoom } from '../thread/loadRoom.ts'
import { RoomList } from './RoomList.tsx'

/** The list of rooms, and beside it the room that is open; on a phone one of the two. */
export function InboxPage() {
  const { roomId } = useParams({ strict: false })
  const listed = useInbox(({ counts }) => counts !== null)
  // The list first, undisturbed; a room is chosen a moment later.
  useEffect(() => {
    if (listed) void loadRoom()
  }, [listed])
  return (
    <div className="flex h-full min-h-0">
      <RoomList className={clsx('desk:w-(--list)', roomId && 'max-desk:hidden')} />
      <div className={clsx('min-w-0 flex-1', !roomId && 'max-desk:hidden')}>
        <Outlet />
      </div>
    </div>
  )
}
