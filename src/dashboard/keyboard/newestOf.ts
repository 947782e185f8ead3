import type { RoomSummary } from '../../protocol/room.ts'

/** The room that was created last, whatever has been written in others since. */
export const newestOf = (rooms: readonly RoomSummary[]): RoomSummary | undefined =>
  rooms.reduce<RoomSummary | undefined>(
    (newest, room) => (!newest || room.room_created_at > newest.room_created_at ? room : newest),
    undefined,
  )
