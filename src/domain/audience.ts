import type { DurableEvent, Payload } from '../protocol/events.ts'
import type { EventBody, EventKind, EventRow, RoomBase, StoredMessage } from './event.ts'
import { buildRoomCompletePayload, buildRoomSummary, roomStateOf } from './roomSummary.ts'

/**
 * The three audiences. No socket gets an event twice: a staff socket is in `staff`, an agent's in its own `user:<id>`
 * (`participants`), never in both. An event goes to `room` (sockets that joined it) or to the other two, never to all three.
 */
export type Audience = 'staff' | 'participants' | 'room'

type Slot<K extends EventKind> = {
  event: DurableEvent
  to: readonly Audience[]
  payload: (body: Extract<EventBody, { kind: K }>, eventId: number, roomId: string) => unknown
}

const everyoneConcerned = ['staff', 'participants'] as const

/** [A1] The Socket.IO events of each kind of log row, in order, with their audiences. Each slot takes one event id. */
export const SLOTS: { readonly [K in EventKind]: readonly Slot<K>[] } = {
  room_created: [
    { event: 'new_room', to: ['staff'], payload: newRoom },
    {
      event: 'new_room_complete',
      to: ['staff'],
      payload: ({ facts, data }, id) => buildRoomCompletePayload(facts, data, id),
    },
    {
      event: 'room:new_message',
      to: ['room'],
      payload: ({ data, facts }, id) => newMessage(data, facts.message, id),
    },
  ],
  message: [
    {
      event: 'new_message',
      to: everyoneConcerned,
      payload: ({ data, facts }, id) => newMessage(data, facts, id),
    },
    {
      event: 'room:new_message',
      to: ['room'],
      payload: ({ data, facts }, id) => newMessage(data, facts, id),
    },
  ],
  message_updated: [
    {
      event: 'message_updated',
      to: everyoneConcerned,
      payload: ({ data }, id) => ({ event_id: id, ...data }),
    },
    {
      event: 'room:message_updated',
      to: ['room'],
      payload: ({ data }, id) => ({ event_id: id, ...data }),
    },
  ],
  message_status: [
    {
      event: 'message_status_update',
      to: everyoneConcerned,
      payload: ({ data: { error, ...status } }, id) => ({
        event_id: id,
        ...status,
        ...(error && { error }),
      }),
    },
  ],
  agent_assigned: [
    {
      event: 'agent_assigned',
      to: everyoneConcerned,
      payload: ({ data, facts }, id, roomId): Payload<'agent_assigned'> => {
        const room = buildRoomSummary(facts.room, id)
        return {
          event_id: id,
          room_id: roomId,
          ...data,
          room: {
            ...room,
            id: roomId,
            phone: room.room_phone,
            title: room.room_title,
            created_at: room.room_created_at,
            updated_at: room.room_updated_at,
          },
        }
      },
    },
  ],
  agent_unassigned: [
    {
      event: 'agent_unassigned',
      to: everyoneConcerned,
      payload: ({ data }, id, roomId) => ({
        event_id: id,
        room_id: roomId,
        agent_id: data.agent_id,
      }),
    },
  ],
  room_read: [
    {
      event: 'room_read',
      to: everyoneConcerned,
      payload: ({ data }, id, roomId) => ({ event_id: id, room_id: roomId, ...data }),
    },
  ],
  tags: [
    {
      event: 'tag_updated',
      to: everyoneConcerned,
      payload: ({ data }, id, roomId) => ({
        event_id: id,
        room_id: roomId,
        chat_id: roomId,
        ...data,
      }),
    },
  ],
  room_updated: [
    {
      event: 'room_updated',
      to: everyoneConcerned,
      payload: ({ facts }, id) => buildRoomSummary(facts.room, id),
    },
  ],
  room_merged: [
    {
      event: 'room_merged',
      to: everyoneConcerned,
      payload: ({ data, facts }, id) => ({
        event_id: id,
        from_room_id: data.from_room_id,
        room: buildRoomSummary(facts.room, id),
      }),
    },
  ],
  channel_state: [
    {
      event: 'channel_state',
      to: ['staff'],
      payload: ({ data }, id) => ({ event_id: id, ...data }),
    },
  ],
  // For the feeds, not for clients: their place in the log is where access changes.
  user_changed: [],
  sign_in_ended: [],
}

/** How many event ids a row of this kind takes. */
export const slotCount = (kind: EventKind) => Math.max(1, SLOTS[kind].length)

/** One Socket.IO event, ready to be emitted to its audiences. */
export type Delivery = {
  eventId: number
  event: DurableEvent
  to: readonly Audience[]
  payload: unknown
}

/**
 * [A2] The Socket.IO events of a row after `cursor`, in the order of their ids.
 * @param wanted filters by audience, so that payloads nobody needs are never built
 */
export function deliveriesOf(
  row: EventRow,
  cursor = 0,
  wanted: (to: readonly Audience[]) => boolean = () => true,
): Delivery[] {
  return slotIndexes(row, cursor, wanted).map((index) => deliveryAt(row, index))
}

/** The same events as indexes into the row's `SLOTS`, without building their payloads. */
export function slotIndexes(
  row: EventRow,
  cursor: number,
  wanted: (to: readonly Audience[]) => boolean,
): number[] {
  const slots = SLOTS[row.kind]
  const indexes: number[] = []
  for (let index = 0; index < slots.length; index++)
    if (row.id + index > cursor && wanted(slots[index]!.to)) indexes.push(index)
  return indexes
}

/** Builds the event of one slot of a row. @param index from `slotIndexes` */
export function deliveryAt(row: EventRow, index: number): Delivery {
  const { event, to, payload } = SLOTS[row.kind][index] as Slot<EventKind>
  const eventId = row.id + index
  return { eventId, event, to, payload: payload(row, eventId, row.roomId ?? '') }
}

/** What `reaches` needs to know of a socket. */
export type Viewer = { userId: string; staff: boolean; joined: (roomId: string) => boolean }

/**
 * [A3] Whether an event of a row reaches a viewer. Live delivery and replay both use this rule. Having joined the room is
 * not enough: the viewer must also be in the audience that this row kept.
 */
export function reaches(row: EventRow, to: readonly Audience[], viewer: Viewer): boolean {
  const participates = concerns(row, viewer)
  if (to.includes('room')) return participates && row.roomId !== null && viewer.joined(row.roomId)
  return viewer.staff
    ? row.staff && to.includes('staff')
    : participates && to.includes('participants')
}

/** Whether any event of a row may reach a viewer: a cheap filter, since most rows don't concern a given agent. */
export const concerns = (row: EventRow, { staff, userId }: Viewer): boolean =>
  staff ? row.staff : row.userIds.includes(userId)

function newRoom(
  { data, facts }: Extract<EventBody, { kind: 'room_created' }>,
  id: number,
): Payload<'new_room'> {
  const room = buildRoomCompletePayload(facts, data, id)
  return { ...room, id: room.room_id, phone: room.room_phone, title: room.room_title }
}

/** Built for every message, so field by field: rest and spread (`{ added, ...data }`) cost several times as much. */
function newMessage(data: StoredMessage, base: RoomBase, id: number): Payload<'new_message'> {
  return {
    event_id: id,
    id: data.id,
    room_id: data.room_id,
    direction: data.direction,
    user_id: data.user_id,
    client_message_id: data.client_message_id,
    content_type: data.content_type,
    content_text: data.content_text,
    wa_message_id: data.wa_message_id,
    status: data.status,
    status_timestamp: data.status_timestamp,
    reply_to_wa_message_id: data.reply_to_wa_message_id,
    reaction_emoji: data.reaction_emoji,
    reaction_to_wa_message_id: data.reaction_to_wa_message_id,
    media_type: data.media_type,
    media_id: data.media_id,
    gcs_filename: data.gcs_filename,
    gcs_url: data.gcs_url,
    file_size: data.file_size,
    mime_type: data.mime_type,
    original_filename: data.original_filename,
    metadata: data.metadata,
    created_at: data.created_at,
    updated_at: data.updated_at,
    seq: base.seq + data.added.messages,
    room: roomStateOf(base, data.added),
  }
}
