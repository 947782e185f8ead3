import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { hasRoom } from '../../client/reduceRooms.ts'
import { useInbox } from '../data/inboxStore.tsx'

/** Redirects from a merged room to the room that remains. @returns whether it redirects */
export function useMergedRoom(roomId: string): boolean {
  const navigate = useNavigate()
  // After a restore from a backup, both rooms can exist again.
  const into = useInbox((state) => (hasRoom(state, roomId) ? undefined : state.merged[roomId]))
  useEffect(() => {
    if (into === undefined) return
    void navigate({
      to: '/inbox/$roomId',
      params: { roomId: into },
      search: (before) => before as object,
      replace: true,
    })
  }, [into, navigate])
  return into !== undefined
}
