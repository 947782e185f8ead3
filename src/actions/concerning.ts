import type { RoomFacts } from '../domain/event.ts'

/** Whom an event of a room is for, by the room's facts: staff, and who takes part in it. */
export const concerning = (room: RoomFacts) => ({
  roomId: room.id,
  staff: true,
  userIds: room.participants.map(({ user_id }) => user_id),
})
