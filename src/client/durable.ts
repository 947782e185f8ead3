import type { DurableEvent } from '../protocol/events.ts'

/** The same as in `serverEvents`. Repeated here, since importing its schemas would add zod to the browser bundle. */
const DURABLE: Readonly<Record<DurableEvent, true>> = {
  new_room: true,
  new_room_complete: true,
  new_message: true,
  'room:new_message': true,
  message_updated: true,
  'room:message_updated': true,
  message_status_update: true,
  agent_assigned: true,
  agent_unassigned: true,
  room_read: true,
  tag_updated: true,
  room_updated: true,
  room_merged: true,
  channel_state: true,
}

/**
 * Whether an event has its own place in the log. `event_id` alone does not tell: a RoomSummary in an ephemeral event has one
 * too, as its snapshot's place, which may be older than events already received.
 */
export const isDurable = (event: string): event is DurableEvent => Object.hasOwn(DURABLE, event)
