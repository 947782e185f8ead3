import { useEffect } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useDesk, useInbox } from '../data/desk.tsx'

/** Opens a room, and stays true with it. */
export function useOpenedRoom(roomId: string): RoomSummary | undefined {
  const desk = useDesk()
  useEffect(() => desk.openRoom(roomId), [desk, roomId])
  return useInbox(({ rooms }) => rooms.find(({ room_id }) => room_id === roomId))
}
