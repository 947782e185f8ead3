import type { RoomSummary } from '../../protocol/room.ts'
import { useNarrow } from '../ui/useNarrow.ts'

/** Where a link to other rooms leads: the room stays open beside the list; on a phone the list replaces it. */
export const useBesideList = (room: RoomSummary) =>
  useNarrow()
    ? ({ to: '/inbox' } as const)
    : ({ to: '/inbox/$roomId', params: { roomId: room.room_id } } as const)
