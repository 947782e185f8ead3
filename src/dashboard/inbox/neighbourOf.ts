type Rooms = readonly { room_id: string }[]

/** Where in a list the open room was last seen. */
export type Place = { rooms: Rooms; at: number }

/**
 * The index of the next (1) or previous (-1) room; none is at that index if the list ends there. A room that left the
 * list while it was open, for it was closed or assigned, still has the neighbours that it had. Else it is the first one.
 */
export function neighbourOf(
  rooms: Rooms,
  open: string | undefined,
  step: 1 | -1,
  place: Place | undefined,
): number {
  const at = rooms.findIndex(({ room_id }) => room_id === open)
  if (at >= 0) return at + step
  if (open === undefined || place?.rooms[place.at]?.room_id !== open) return 0
  const indexes = new Map(rooms.map(({ room_id }, index) => [room_id, index]))
  for (let i = place.at + step; place.rooms[i]; i += step) {
    const index = indexes.get(place.rooms[i]!.room_id)
    if (index !== undefined) return index
  }
  return -1
}
