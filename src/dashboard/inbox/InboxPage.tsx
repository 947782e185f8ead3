import { Outlet, useParams } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useCallback, useEffect, useState } from 'react'
import { useInbox } from '../data/inboxStore.tsx'
import { loadRoom } from '../thread/loadRoom.ts'
import { CloseSearch } from './closeSearch.ts'
import { RoomList } from './RoomList.tsx'

/** The list of rooms, and the open room beside it. A phone shows only one of the two. */
export function InboxPage() {
  const { roomId } = useParams({ strict: false })
  const [q, setQ] = useState('')
  const closeSearch = useCallback(() => setQ(''), [])
  const listed = useInbox(({ counts }) => counts !== null)
  // Load the room's code only once the list is there, so that it does not slow the list down.
  useEffect(() => {
    if (listed) void loadRoom()
  }, [listed])
  return (
    <div className="flex h-full min-h-0">
      <RoomList
        q={q}
        onSearch={setQ}
        className={clsx('desk:w-(--list)', roomId && 'max-desk:hidden')}
      />
      <div className={clsx('min-w-0 flex-1', !roomId && 'max-desk:hidden')}>
        <CloseSearch value={closeSearch}>
          <Outlet />
        </CloseSearch>
      </div>
    </div>
  )
}
