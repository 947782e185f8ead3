import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import type { HistoryEntry } from '../../protocol/rooms.ts'
import { api } from '../session/session.ts'
import { usePages } from './usePages.ts'

/** A room's history, newest first, page by page. Fetched again whenever a change may have added to it. */
export function useRoomHistory(room: RoomSummary) {
  // Every message changes the summary, but only changes of these fields add to the history.
  const { status, customer_type, room_title, tags, participants, leads_id } = room
  const asOf = JSON.stringify([status, customer_type, room_title, tags, participants, leads_id])
  const { room_id: id } = room
  const read = (cursor: string | undefined) =>
    answerOf(
      api.rooms[':id'].history.$get({
        param: { id },
        query: { limit: '100', ...(cursor && { cursor }) },
      }),
    )
  return usePages<HistoryEntry>(['history', id, asOf], read, {
    keeps: (before) => before[1] === id,
    // A room can return to an earlier state, such as closed and reopened: its cached history is outdated then.
    staleTime: 0,
  })
}
