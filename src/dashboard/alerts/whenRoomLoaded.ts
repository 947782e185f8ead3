import type { RoomSummary } from '../../protocol/room.ts'
import type { InboxStore } from '../data/createInboxStore.ts'

const WAITED_MS = 10_000

/** Resolves with a room named by an event once it is loaded; with null if it does not come, or is not visible to us. */
export function whenRoomLoaded(store: InboxStore, roomId: string): Promise<RoomSummary | null> {
  const look = () => {
    const { rooms, gone, missing } = store.inbox.state
    if (roomId in gone || roomId in missing) return null
    return rooms.find(({ room_id }) => room_id === roomId)
  }
  return new Promise((answer) => {
    const now = look()
    if (now !== undefined) return answer(now)
    const end = (room: RoomSummary | null) => {
      stop()
      clearTimeout(timer)
      answer(room)
    }
    const timer = setTimeout(() => end(null), WAITED_MS)
    const stop = store.subscribe(() => {
      const found = look()
      if (found !== undefined) end(found)
    })
  })
}
