import { useEffect, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useDesk } from '../data/desk.tsx'
import { isStaff, useMe } from '../session/useSession.ts'

/** A room is read by who has it, once its end was in sight of somebody who looks. */
export function useReading(room: RoomSummary, atEnd: boolean): void {
  const { inbox } = useDesk()
  const me = useMe()
  const looking = useLooking()
  const { room_id: roomId, unread_count: unread, participants } = room
  const mine =
    participants.some(({ user_id }) => user_id === me.id) ||
    (isStaff(me) && participants.length === 0)
  useEffect(() => {
    if (unread > 0 && atEnd && looking && mine) inbox.connection.markRead(roomId).catch(() => {})
  }, [inbox, roomId, unread, atEnd, looking, mine])
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
