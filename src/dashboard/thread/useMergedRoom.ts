import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { hasRoom } from '../../client/reduceRooms.ts'
import { useInbox } from '../data/desk.tsx'

/** Goes on to the room that this one lives on in, in place of it. @returns whether there is one */
export function useMergedRoom(roomId: string): boolean {
  const navigate = useNavigate()
  // A database that was restored may have the two as they were.
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
