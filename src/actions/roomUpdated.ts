import type { EventDraft, RoomFacts } from '../domain/event.ts'
import { roomAudience } from './roomAudience.ts'

/** The `room_updated` of a room that looks as these facts say. */
export const roomUpdated = (room: RoomFacts): EventDraft => ({
  kind: 'room_updated',
  ...roomAudience(room),
  data: {},
  facts: { room },
})

/** The rooms of `after` that look different from `before`, each as it looks afterwards. */
export function changedRooms(before: readonly RoomFacts[], after: readonly RoomFacts[]) {
  const looks = new Map(before.map((room) => [room.id, JSON.stringify(room)]))
  return after.filter((room) => looks.get(room.id) !== JSON.stringify(room))
}
