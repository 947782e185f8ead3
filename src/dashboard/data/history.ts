import { queryOptions } from '@tanstack/react-query'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { api } from '../session/session.ts'

/** What was done to a room, newest first; asked for again whenever that may have become more. */
export function historyQuery(room: RoomSummary) {
  // Messages change a room's summary all the time, and no history: what does is named.
  const { status, customer_type, room_title, tags, participants, leads_id } = room
  const asOf = JSON.stringify([status, customer_type, room_title, tags, participants, leads_id])
  return queryOptions({
    queryKey: ['history', room.room_id, asOf],
    queryFn: async () => {
      const asked = api.rooms[':id'].history.$get({
        param: { id: room.room_id },
        query: { limit: '100' },
      })
      return (await answerOf(asked)).data
    },
    placeholderData: (before, query) => (query?.queryKey[1] === room.room_id ? before : undefined),
  })
}
