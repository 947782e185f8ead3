import type { Payload } from '../protocol/events.ts'
import type { Message } from '../protocol/message.ts'
import { isMine, without } from './reduceRooms.ts'
import type { DurableAction, OpenRoom, State } from './state.ts'

/** What an event does to the messages of the rooms that are open. */
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
      return { ...state, messages: without(state.messages, payload.room_id) }
    }
    case 'room_merged':
      return mergeRooms(state, payload)
    default:
      return state
  }
}

const secondOf = ({ created_at }: Message) => Math.floor(Date.parse(created_at) / 1000)

/** Newest first: `created_at` cut to seconds, then `seq`, as `GET /rooms/:id/messages` sorts. */
const newestFirst = (a: Message, b: Message): number => secondOf(b) - secondOf(a) || b.seq - a.seq

/** A page joined to the messages that are here. It is mostly older than all of them, and they may be many. */
export function olderAdded(items: readonly Message[], page: readonly Message[]): Message[] {
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
  const items = placed(open, message)
  return items === open.items ? state : setRoom(state, message.room_id, { ...open, items })
}

/** What is older than the oldest message that is here belongs to a page that is not. */
function placed({ items, next_cursor }: OpenRoom, message: Message): readonly Message[] {
  const known = items.findIndex(({ id }) => id === message.id)
  if (known >= 0 && newestFirst(items[known]!, message) === 0) return items.with(known, message)
  const others = known >= 0 ? items.toSpliced(known, 1) : items
  const before = others.findIndex((other) => newestFirst(message, other) < 0)
  if (before >= 0) return others.toSpliced(before, 0, message)
  return next_cursor === null || items.length === 0 ? [...others, message] : others
}

/** Its `updated_at` stays as it was: the event does not tell it. */
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

/** The messages go on under the id that stays. Their new `seq`s no event tells: the list is to be loaded again. */
function mergeRooms(state: State, { from_room_id, room, event_id }: Payload<'room_merged'>): State {
  const from = state.messages[from_room_id]
  const into = state.messages[room.room_id]
  if (!from && !into) return state
  const messages = without(state.messages, from_room_id)
  if (into && event_id <= into.event_id) return { ...state, messages }
  const moved = (from?.items ?? []).map((item) => ({ ...item, room_id: room.room_id }))
  const items = [...moved, ...(into?.items ?? [])].sort(newestFirst)
  const next_cursor = into ? into.next_cursor : from!.next_cursor
  messages[room.room_id] = { event_id, items, next_cursor, stale: true }
  return { ...state, messages }
}
