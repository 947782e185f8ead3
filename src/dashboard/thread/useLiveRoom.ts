import { useEffect } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInbox, useInboxStore } from '../data/inboxStore.tsx'

/** Opens a room and keeps it live. Undefined until it is loaded. */
export function useLiveRoom(roomId: string): RoomSummary | undefined {
  const store = useInboxStore()
  useEffect(() => store.openRoom(roomId), [store, roomId])
  return useInbox(({ rooms }) => rooms.find(({ room_id }) => room_id === roomId))
}
