import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { ViewFilter } from '../../client/state.ts'
import { nameOf } from '../../client/views.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useView } from './useView.ts'

/**
 * The rooms of the list, null until they are loaded. A room that was opened from a list of unread rooms stays in it while
 * it is open: reading it must not take the row from under the mouse, nor the place that J and K go on from.
 */
export function useListedRooms(filter: ViewFilter): readonly RoomSummary[] | null {
  const { roomId } = useParams({ strict: false })
  const name = nameOf(filter)
  const [kept, setKept] = useState<{ id: string; name: string }>()
  const keptId = kept?.name === name && kept.id === roomId ? kept.id : undefined
  const rooms = useView(filter, keptId)
  const isListed = rooms?.some(({ room_id }) => room_id === roomId)
  if (roomId && isListed && keptId === undefined) setKept({ id: roomId, name })
  return rooms
}
