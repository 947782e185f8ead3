import type { RoomFacts } from '../domain/event.ts'

/** The audience of a room's event, from the room's facts: staff and its participants. */
export const roomAudience = (room: RoomFacts) => ({
  roomId: room.id,
  staff: true,
  userIds: room.participants.map(({ user_id }) => user_id),
})
