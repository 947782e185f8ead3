import type { Payload } from '../protocol/events.ts'
import type { Message } from '../protocol/message.ts'
import { isMine, without } from './reduceRooms.ts'
import type { DurableAction, OpenRoom, State } from './state.ts'

/** Applies an event to the messages of open rooms. */
export function reduceMessages(state: State, action: DurableAction): State {
  const { event, payload } = action
  switch (event) {
    case 'new_message':
    case 'room:new_message': {
      const { room: _room, event_id, ...message } = payload
      return upsert(state, message, event_id)
    }
    case 'message_updated':
    case 'room:message_updated': {
      const { event_id, ...message } = payload
      return upsert(state, message, event_id)
    }
    case 'message_status_update':
      return setStatus(state, payload)
    case 'agent_unassigned': {
      const open = state.messages[payload.room_id]
      if (!open || payload.event_id <= open.event_id || !isMine(state, payload.agent_id))
        return state
      return dropMessages(state, payload.room_id)
    }
    case 'room_merged':
      return mergeRooms(state, payload)
    default:
      return state
  }
}

/** Closes a room: drops its messages, and its typing users, since no event will tell when they stop. */
export const dropMessages = (state: State, roomId: string): State => ({
  ...state,
  messages: without(state.messages, roomId),
  typing: without(state.typing, roomId),
})

const secondOf = ({ created_at }: Message) => Math.floor(Date.parse(created_at) / 1000)

/** Newest first: `created_at` cut to seconds, then `seq`, as `GET /rooms/:id/messages` sorts. */
const newestFirst = (a: Message, b: Message): number => secondOf(b) - secondOf(a) || b.seq - a.seq

/** Adds a page of messages to the loaded ones. Usually all of it is older than those, which may be many. */
export function addOlder(items: readonly Message[], page: readonly Message[]): Message[] {
  const here = new Set(items.map(({ id }) => id))
  const added = page.filter(({ id }) => !here.has(id)).sort(newestFirst)
  const oldest = items.at(-1)
  const joined = [...items, ...added]
  const inOrder = !oldest || !added[0] || newestFirst(oldest, added[0]) <= 0
  return inOrder ? joined : joined.sort(newestFirst)
}

function setRoom(state: State, roomId: string, open: OpenRoom): State {
  return { ...state, messages: { ...state.messages, [roomId]: open } }
}

function upsert(state: State, message: Message, at: number): State {
  const open = state.messages[message.room_id]
  if (!open || at <= open.event_id) return state
  const items = insertMessage(open, message)
  return items === open.items ? state : setRoom(state, message.room_id, { ...open, items })
}

/** Inserts a message at its place. One older than all loaded messages is ignored: it belongs to a page not loaded yet. */
function insertMessage({ items, next_cursor }: OpenRoom, message: Message): readonly Message[] {
  const known = items.findIndex(({ id }) => id === message.id)
  if (known >= 0 && newestFirst(items[known]!, message) === 0) return items.with(known, message)
  const others = known >= 0 ? items.toSpliced(known, 1) : items
  const before = others.findIndex((other) => newestFirst(message, other) < 0)
  if (before >= 0) return others.toSpliced(before, 0, message)
  return next_cursor === null || items.length === 0 ? [...others, message] : others
}

/** Sets a message's status. `updated_at` stays as it was, since the event does not contain it. */
function setStatus(state: State, update: Payload<'message_status_update'>): State {
  const { message_id, room_id, wa_message_id, status, status_timestamp, error } = update
  const open = state.messages[room_id]
  if (!open || update.event_id <= open.event_id) return state
  const place = open.items.findIndex(({ id }) => id === message_id)
  const known = open.items[place]
  if (!known) return state
  const { error: _old, ...metadata } = known.metadata
  const message = {
    ...known,
    wa_message_id,
    status,
    status_timestamp,
    metadata: error ? { ...metadata, error } : metadata,
  }
  return setRoom(state, room_id, { ...open, items: open.items.with(place, message) })
}

/** Moves the messages to the surviving room. Their new `seq`s are in no event, so the list has to be loaded again. */
function mergeRooms(state: State, { from_room_id, room, event_id }: Payload<'room_merged'>): State {
  const from = state.messages[from_room_id]
  const into = state.messages[room.room_id]
  if (!from && !into) return state
  const left = dropMessages(state, from_room_id)
  if (into && event_id <= into.event_id) return left
  const moved = (from?.items ?? []).map((item) => ({ ...item, room_id: room.room_id }))
  const items = [...moved, ...(into?.items ?? [])].sort(newestFirst)
  const next_cursor = into ? into.next_cursor : from!.next_cursor
  return setRoom(left, room.room_id, { event_id, items, next_cursor, stale: true })
}
