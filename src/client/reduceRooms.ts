import type { Message, RoomState } from '../protocol/message.ts'
import type { RoomSummary } from '../protocol/room.ts'
import { isListed, lastMessageFields, listedError } from './listed.ts'
import type { DurableAction, State } from './state.ts'

/** Applies an event to the list of rooms. An event that the list or its room already contains changes nothing. */
export function reduceRooms(state: State, action: DurableAction): State {
  const { event, payload } = action
  const at = payload.event_id
  if (state.listed_at === null || at <= state.listed_at) return state
  switch (event) {
    // The whole room follows in `new_room_complete`.
    case 'new_room':
      return state
    case 'new_room_complete':
    case 'room_updated':
      return putRoom(state, payload)
    case 'agent_assigned': {
      const { id: _id, phone: _phone, title: _title, ...rest } = payload.room
      const { created_at: _created, updated_at: _updated, ...room } = rest
      return putRoom(state, room)
    }
    case 'agent_unassigned':
      if (isMine(state, payload.agent_id)) return dropRoom(state, payload.room_id, at)
      return changeOrWant(state, payload.room_id, at, ({ participants }) => ({
        participants: participants.filter(({ user_id }) => user_id !== payload.agent_id),
      }))
    case 'new_message':
    case 'room:new_message': {
      const { room, event_id: _at, ...message } = payload
      if (!hasRoom(state, message.room_id)) return want(state, message.room_id, at)
      return change(state, message.room_id, at, () => afterMessage(room, message))
    }
    case 'message_updated':
    case 'room:message_updated': {
      const { event_id: _at, ...message } = payload
      return change(state, message.room_id, at, ({ last_message }) =>
        last_message?.id === message.id ? lastMessageFields(message) : {},
      )
    }
    case 'message_status_update':
      return change(state, payload.room_id, at, ({ last_message: last }) =>
        last?.id === payload.message_id
          ? {
              last_message: {
                ...last,
                wa_message_id: payload.wa_message_id,
                status: payload.status,
                error: listedError(payload.status, payload.error),
              },
            }
          : {},
      )
    case 'room_read':
      return change(state, payload.room_id, at, () => ({ unread_count: payload.unread_count }))
    case 'tag_updated':
      return changeOrWant(state, payload.room_id, at, () => ({ tags: payload.tags }))
    case 'channel_state':
      return state
    case 'room_merged':
      return putRoom(dropRoom(state, payload.from_room_id, at), payload.room)
  }
}

export const hasRoom = ({ rooms }: Pick<State, 'rooms'>, roomId: string): boolean =>
  rooms.some(({ room_id }) => room_id === roomId)

export const isMine = ({ me }: State, agentId: string): boolean =>
  me?.id === agentId && me.role === 'agent'

const afterMessage = (room: RoomState, message: Message): Partial<RoomSummary> => ({
  ...room,
  ...(isListed(message) && lastMessageFields(message)),
})

/** Latest activity first, then the greater id: as `GET /rooms` sorts. */
const comesBefore = (a: RoomSummary, b: RoomSummary): boolean =>
  a.room_updated_at === b.room_updated_at
    ? a.room_id > b.room_id
    : a.room_updated_at > b.room_updated_at

/** Sets a room as of its `event_id`, unless a newer state is known. */
export function putRoom(state: State, room: RoomSummary): State {
  if ((state.gone[room.room_id] ?? 0) >= room.event_id) return state
  const place = state.rooms.findIndex(({ room_id }) => room_id === room.room_id)
  const known = state.rooms[place]
  if (known && known.event_id >= room.event_id) return state
  const gone = room.room_id in state.gone ? without(state.gone, room.room_id) : state.gone
  const wanted = state.wanted.filter((id) => id !== room.room_id)
  const missing = found(state.missing, room.room_id)
  return { ...state, rooms: replaced(state.rooms, place, room), gone, wanted, missing }
}

/** Removes a room from `missing`: the user can see it now. */
const found = (missing: State['missing'], roomId: string): State['missing'] =>
  roomId in missing ? without(missing, roomId) : missing

/** As putRoom for a whole page at once: one by one would be slow with ten thousand rooms. */
export function putRooms(state: State, page: readonly RoomSummary[]): State {
  const known = new Map(state.rooms.map((room) => [room.room_id, room.event_id]))
  const newer = new Map<string, RoomSummary>()
  for (const room of page) {
    const { room_id, event_id } = room
    if ((state.gone[room_id] ?? 0) >= event_id) continue
    if ((known.get(room_id) ?? Number.NEGATIVE_INFINITY) >= event_id) continue
    if ((newer.get(room_id)?.event_id ?? Number.NEGATIVE_INFINITY) >= event_id) continue
    newer.set(room_id, room)
  }
  if (newer.size === 0) return state
  const added = [...newer.values()].sort((a, b) => (comesBefore(a, b) ? -1 : 1))
  const gone = Object.fromEntries(Object.entries(state.gone).filter(([id]) => !newer.has(id)))
  return {
    ...state,
    rooms: merged(
      state.rooms.filter(({ room_id }) => !newer.has(room_id)),
      added,
    ),
    gone,
    wanted: state.wanted.filter((id) => !newer.has(id)),
    missing: [...newer.keys()].reduce(found, state.missing),
  }
}

/** Merges two sorted lists into one. */
function merged(a: readonly RoomSummary[], b: readonly RoomSummary[]): RoomSummary[] {
  const rooms: RoomSummary[] = []
  let next = 0
  for (const room of a) {
    while (next < b.length && comesBefore(b[next]!, room)) rooms.push(b[next++]!)
    rooms.push(room)
  }
  return next < b.length ? [...rooms, ...b.slice(next)] : rooms
}

function replaced(rooms: readonly RoomSummary[], place: number, room: RoomSummary) {
  const next = [...rooms]
  if (place >= 0) {
    const stays =
      !(place > 0 && comesBefore(room, next[place - 1]!)) &&
      !(place + 1 < next.length && comesBefore(next[place + 1]!, room))
    if (stays) return next.with(place, room)
    next.splice(place, 1)
  }
  let low = 0
  let high = next.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (comesBefore(next[middle]!, room)) low = middle + 1
    else high = middle
  }
  next.splice(low, 0, room)
  return next
}

function change(
  state: State,
  roomId: string,
  at: number,
  changes: (room: RoomSummary) => Partial<RoomSummary>,
): State {
  const place = state.rooms.findIndex(({ room_id }) => room_id === roomId)
  const room = state.rooms[place]
  if (!room || room.event_id >= at) return state
  const rooms = replaced(state.rooms, place, { ...room, ...changes(room), event_id: at })
  return { ...state, rooms }
}

/** Changes a room. If it was never loaded, asks for it, since the change may put it into a view. */
function changeOrWant(...[state, roomId, at, changes]: Parameters<typeof change>): State {
  if (hasRoom(state, roomId) || Object.keys(state.views).length === 0)
    return change(state, roomId, at, changes)
  return want(state, roomId, at)
}

function dropRoom(state: State, roomId: string, at: number): State {
  const known = state.rooms.find(({ room_id }) => room_id === roomId)
  if (known && known.event_id > at) return state
  return {
    ...state,
    rooms: known ? state.rooms.filter((room) => room !== known) : state.rooms,
    wanted: state.wanted.filter((id) => id !== roomId),
    gone: { ...state.gone, [roomId]: Math.max(at, state.gone[roomId] ?? 0) },
  }
}

function want(state: State, roomId: string, at: number): State {
  if ((state.gone[roomId] ?? 0) >= at || state.wanted.includes(roomId)) return state
  return { ...state, wanted: [...state.wanted, roomId], missing: found(state.missing, roomId) }
}

export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _gone, ...rest } = record
  return rest
}
