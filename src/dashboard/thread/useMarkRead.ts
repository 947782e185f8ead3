import { useEffect, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInboxStore } from '../data/inboxStore.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { useConnection } from '../shell/useConnection.ts'

/**
 * Marks a room as read when its newest message is in sight, in a focused window, of a participant (or of staff, if the
 * room has none). What was seen while offline is marked after the reconnect.
 */
export function useMarkRead(room: RoomSummary, endIsSeen: boolean): void {
  const { inbox } = useInboxStore()
  const me = useMe()
  const looking = useWindowFocused()
  const live = useConnection().state === 'live'
  const { room_id: roomId, unread_count: unread, participants } = room
  const mine =
    participants.some(({ user_id }) => user_id === me.id) ||
    (isStaff(me) && participants.length === 0)
  useEffect(() => {
    if (unread > 0 && endIsSeen && looking && live && mine)
      inbox.connection.markRead(roomId).catch(() => {})
  }, [inbox, roomId, unread, endIsSeen, looking, live, mine])
}

const isLooking = () => document.visibilityState === 'visible' && document.hasFocus()

function useWindowFocused(): boolean {
  const [looking, setLooking] = useState(isLooking)
  useEffect(() => {
    const look = () => setLooking(isLooking())
    document.addEventListener('visibilitychange', look)
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('focus', look)
      window.removeEventListener('blur', look)
    }
  }, [])
  return looking
}
