import { useEffect, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useDesk } from '../data/desk.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { useConnection } from '../shell/useConnection.ts'

/** A room is read by who has it, once its end was in sight of somebody who looks; what is seen while offline, afterwards. */
export function useReading(room: RoomSummary, endIsSeen: boolean): void {
  const { inbox } = useDesk()
  const me = useMe()
  const looking = useLooking()
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

function useLooking(): boolean {
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
