import type { DurableEvent, Payload } from '../protocol/events.ts'
import type { Message, RoomStatus } from '../protocol/message.ts'
import type { CustomerType, RoomSummary } from '../protocol/room.ts'
import type { RoomCounts } from '../protocol/rooms.ts'
import type { Role, User } from '../protocol/user.ts'
import type { Recent } from './recent.ts'

/** Whose view it is: an agent loses a room with its own `agent_unassigned`, staff do not. */
type Me = { id: string; role: Role }

/** Messages of a room that somebody looks at, newest first, complete down to the last of them. */
export type OpenRoom = {
  /** The log's position of the list that it began with: older events are in it already. */
  event_id: number
  items: readonly Message[]
  /** Where the next page begins; null when there is none. */
  next_cursor: string | null
  /** It was just opened, or events could not tell all that happened (rooms were merged, or a resync): load it. */
  stale: boolean
}

/** A part of all rooms, as `GET /rooms` narrows them down. `whose: 'none'`: those that nobody has. */
export type ViewFilter = {
  whose: 'mine' | 'none' | 'all'
  status?: RoomStatus | undefined
  customer_type?: CustomerType | undefined
  tag?: string | undefined
  unread?: boolean | undefined
  channel_id?: string | undefined
}

/** How far down a part of the list is known. */
export type View = {
  filter: ViewFilter
  /** The log's position of its first page. */
  event_id: number
  next_cursor: string | null
  /** The last room that was listed; null: there are no more. */
  last: { room_updated_at: string; room_id: string } | null
  /** To be loaded again, after a resync. */
  stale: boolean
}

/**
 * What a dashboard knows. Rooms are in the order of `GET /rooms`; the `event_id` of each says as of when it is true.
 */
export type State = {
  me: Me | null
  /** The last event that was applied. */
  position: number
  rooms: readonly RoomSummary[]
  /** The log's position of the oldest snapshot in the list; null before there is one: until then events wait in `recent`. */
  listed_at: number | null
  /** Where the next page of rooms begins; null when all are here. */
  next_cursor: string | null
  /** Parts of the list that are looked at, each by a name. */
  views: Readonly<Record<string, View>>
  /** As of an event; `recount_at` is the last event that may have changed them. */
  counts: (RoomCounts & { event_id: number }) | null
  recount_at: number
  messages: Readonly<Record<string, OpenRoom>>
  /** Colleagues by id, and whether they are there. */
  users: Readonly<Record<string, User>>
  /** Who is writing in which room: names by user. */
  typing: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Rooms of which an event told, and that no list has brought yet: load each by itself. */
  wanted: readonly string[]
  /** Rooms that are no longer ours, and since when: a list that was read before brings none of them back. */
  gone: Readonly<Record<string, number>>
  /** Events that a list still on its way may have missed. */
  recent: Recent
  /** Rooms that were asked for, and are not there for us. */
  missing: Readonly<Record<string, true>>
  /** Rooms that live on in another, and in which: whoever stands in one goes on there. */
  merged: Readonly<Record<string, string>>
  /** Loads that failed, by their names: the status of the answer, 0 for none. */
  failures: Readonly<Record<string, number>>
  /** A list was older than `recent` reaches: begin anew, with `resync`. */
  outdated: boolean
}

export type DurableAction = {
  [E in DurableEvent]: { type: 'event'; event: E; payload: Payload<E> }
}[DurableEvent]

export type Action =
  | { type: 'session'; me: Me }
  /** Forget all; events continue after `position`. */
  | { type: 'resync'; position: number }
  /** A page of `GET /rooms`; the first one, or one `more`. */
  | {
      type: 'rooms_loaded'
      rooms: readonly RoomSummary[]
      event_id: number
      next_cursor: string | null
      more?: boolean
    }
  /** A page of a part of `GET /rooms`. */
  | {
      type: 'view_loaded'
      view: string
      filter: ViewFilter
      rooms: readonly RoomSummary[]
      counts: RoomCounts
      event_id: number
      next_cursor: string | null
      more?: boolean
    }
  | { type: 'failed'; what: string; status: number }
  | { type: 'succeeded'; what: string }
  | { type: 'view_closed'; view: string }
  | { type: 'counts_loaded'; counts: RoomCounts; event_id: number }
  | { type: 'users_loaded'; users: readonly User[] }
  | { type: 'presence'; presence: Payload<'presence_update'> }
  | { type: 'typing'; typing: Payload<'typing_indicator'> }
  /** What does not last, such as who is writing, is not known any more. */
  | { type: 'disconnected' }
  /** The answer of `GET /rooms/:id`; null for 404, which may tell the room that it lives on in. */
  | {
      type: 'room_loaded'
      room_id: string
      room: RoomSummary | null
      merged_into?: string | null
    }
  /** A page of `GET /rooms/:id/messages`; the newest, or one `more`. */
  | {
      type: 'messages_loaded'
      room_id: string
      messages: readonly Message[]
      event_id: number
      next_cursor: string | null
      more?: boolean
    }
  /** A room is looked at: its messages are to be loaded, unless they are here. */
  | { type: 'messages_opened'; room_id: string }
  | { type: 'messages_closed'; room_id: string }
  | DurableAction
