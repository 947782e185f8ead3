import type { CustomerType, RoomSummary } from '../protocol/room.ts'
import type { State, View, ViewFilter } from './state.ts'

/** The query of `GET /rooms` for a view. */
export function queryOf(filter: ViewFilter, myId: string): Record<string, string> {
  const { whose, status, customer_type, tag, unread, channel_id, user_id } = filter
  return {
    ...(user_id !== undefined && { user_id }),
    ...(whose !== 'all' && { user_id: whose === 'mine' ? myId : 'none' }),
    ...(status && { status }),
    ...(customer_type && { customer_type: customer_type satisfies CustomerType }),
    ...(tag !== undefined && { tag }),
    ...(unread && { unread: 'true' }),
    ...(channel_id !== undefined && { channel_id }),
  }
}

/** Whether a room matches a filter. Must agree with what the server lists for it. */
export function isIn(filter: ViewFilter, room: RoomSummary, myId: string | undefined): boolean {
  const { whose, status, customer_type, tag, unread, channel_id, user_id } = filter
  const has = (id: string | undefined) => room.participants.some((one) => one.user_id === id)
  if (whose === 'none' && room.participants.length > 0) return false
  if (whose === 'mine' && !has(myId)) return false
  if (user_id !== undefined && !has(user_id)) return false
  if (status && room.status !== status) return false
  if (customer_type && room.customer_type !== customer_type) return false
  if (tag !== undefined && !room.tags.includes(tag)) return false
  if (unread && room.unread_count === 0) return false
  return channel_id === undefined || room.channel.id === channel_id
}

/** The name of a filter; equal filters have equal names, whatever the order of their keys. */
export const nameOf = (filter: ViewFilter): string =>
  JSON.stringify(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined && value !== false)
      .sort(),
  )

type Place = Pick<RoomSummary, 'room_updated_at' | 'room_id'>

const isBelow = (room: Place, last: Place): boolean =>
  room.room_updated_at === last.room_updated_at
    ? room.room_id < last.room_id
    : room.room_updated_at < last.room_updated_at

/** The rooms of a view by its name; see `roomsIn`. */
export const roomsOf = (state: State, name: string): readonly RoomSummary[] | null =>
  roomsIn(state.views[name], state.rooms, state.me?.id)

/**
 * The rooms of a view, latest activity first, down to where all of them are loaded. A room below that which is known from
 * elsewhere is not shown until those between are loaded. Null before anything is loaded. `keptId`: a room that is shown
 * by a filter for unread rooms although it has been read.
 */
export function roomsIn(
  view: View | undefined,
  rooms: readonly RoomSummary[],
  myId: string | undefined,
  keptId?: string,
): readonly RoomSummary[] | null {
  if (!view || view.stale) return null
  const { filter, last } = view
  const found: RoomSummary[] = []
  for (const room of rooms) {
    if (last && isBelow(room, last)) break
    const asked = room.room_id === keptId ? { ...filter, unread: undefined } : filter
    if (isIn(asked, room, myId)) found.push(room)
  }
  return found
}
