import type { DurableEvent, Payload } from '../protocol/events.ts'
import type { Message, RoomStatus } from '../protocol/message.ts'
import type { CustomerType, RoomSummary } from '../protocol/room.ts'
import type { RoomCounts } from '../protocol/rooms.ts'
import type { Role, User } from '../protocol/user.ts'
import type { Recent } from './recent.ts'

/** The signed-in user. The role matters: an agent loses a room with its own `agent_unassigned`, staff do not. */
type Me = { id: string; role: Role }

/** The messages of an open room, newest first, without gaps down to the oldest loaded one. */
export type OpenRoom = {
  /** The log position of the first page: events up to it are contained in that page. */
  event_id: number
  items: readonly Message[]
  /** Where the next page begins; null when there is none. */
  next_cursor: string | null
  /** To be loaded: just opened, or events could not tell all that changed (a merge or a resync). */
  stale: boolean
}

/** A filter for the list of rooms, as in `GET /rooms`. `whose: 'none'`: unassigned rooms. */
export type ViewFilter = {
  whose: 'mine' | 'none' | 'all'
  status?: RoomStatus | undefined
  customer_type?: CustomerType | undefined
  tag?: string | undefined
  unread?: boolean | undefined
  channel_id?: string | undefined
  /** A participant. Only with `whose: 'all'`. */
  user_id?: string | undefined
}

/** A filtered list of rooms, and how far down it has been loaded. */
export type View = {
  filter: ViewFilter
  /** The log position of its first page. */
  event_id: number
  next_cursor: string | null
  /** The last room loaded; null if all are loaded. */
  last: { room_updated_at: string; room_id: string } | null
  /** To be loaded again, after a resync. */
  stale: boolean
}

/**
 * The state of a dashboard. Rooms are in the order of `GET /rooms`; the `event_id` of each is the place it is true for.
 */
export type State = {
  me: Me | null
  /** The last event that was applied. */
  position: number
  rooms: readonly RoomSummary[]
  /** The log position of the list's oldest page; null before there is one: until then events wait in `recent`. */
  listed_at: number | null
  /** The cursor of the next page of rooms; null if all are loaded. */
  next_cursor: string | null
  /** The views on screen, by their names. */
  views: Readonly<Record<string, View>>
  /** True as of their `event_id`; `recount_at` is the last event that may have changed them. */
  counts: (RoomCounts & { event_id: number }) | null
  recount_at: number
  messages: Readonly<Record<string, OpenRoom>>
  /** Colleagues by id, with their presence. */
  users: Readonly<Record<string, User>>
  /** Who is typing in joined rooms: by room, then names by user id. */
  typing: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Rooms that events mentioned but no list contained: each has to be loaded by itself. */
  wanted: readonly string[]
  /** Rooms that the user lost, and at which event: a list read before that must not bring them back. */
  gone: Readonly<Record<string, number>>
  /** Events that a list which is still loading may have missed. */
  recent: Recent
  /** Rooms that were requested but do not exist, or may not be seen. */
  missing: Readonly<Record<string, true>>
  /** Merged rooms, and the room that took each over: whoever has one open goes on there. */
  merged: Readonly<Record<string, string>>
  /** Failed loads by name: the HTTP status, 0 without an answer. */
  failures: Readonly<Record<string, number>>
  /** A list was older than `recent` reaches: start again with `resync`. */
  outdated: boolean
}

export type DurableAction = {
  [E in DurableEvent]: { type: 'event'; event: E; payload: Payload<E> }
}[DurableEvent]

export type Action =
  | { type: 'session'; me: Me }
  /** Forget everything; events continue after `position`. */
  | { type: 'resync'; position: number }
  /** A page of `GET /rooms`: the first one, or a further one (`more`). */
  | {
      type: 'rooms_loaded'
      rooms: readonly RoomSummary[]
      event_id: number
      next_cursor: string | null
      more?: boolean
    }
  /** A page of `GET /rooms` with a filter. */
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
  /** Ephemeral state, such as who is typing, is no longer known. */
  | { type: 'disconnected' }
  /** The answer of `GET /rooms/:id`; null for 404, which may name the room it was merged into. */
  | {
      type: 'room_loaded'
      room_id: string
      room: RoomSummary | null
      merged_into?: string | null
    }
  /** A page of `GET /rooms/:id/messages`: the newest, or a further one (`more`). */
  | {
      type: 'messages_loaded'
      room_id: string
      messages: readonly Message[]
      event_id: number
      next_cursor: string | null
      more?: boolean
    }
  /** A room was opened: its messages have to be loaded, unless they already are. */
  | { type: 'messages_opened'; room_id: string }
  | { type: 'messages_closed'; room_id: string }
  | DurableAction
