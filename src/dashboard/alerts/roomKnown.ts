import type { RoomSummary } from '../../protocol/room.ts'
import type { Desk } from '../data/createDesk.ts'

const WAITED_MS = 10_000

/** A room that an event told of, as soon as it is here; null for one that does not come, or is not ours. */
export function roomKnown(desk: Desk, roomId: string): Promise<RoomSummary | null> {
  const look = () => {
    const { rooms, gone, missing } = desk.inbox.state
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
    const stop = desk.subscribe(() => {
      const found = look()
      if (found !== undefined) end(found)
    })
  })
}
