import type { RoomState } from '../protocol/message.ts'
import type { LastMessage, RoomSummary } from '../protocol/room.ts'
import { isListed } from './counting.ts'
import type { Added, RoomBase, RoomFacts, StoredMessage } from './event.ts'
import { isBlank } from './text.ts'
import { windowExpiresAt } from './window.ts'

/** [T1] The title that a person gave, else the lead's name, profile name, phone, username or BSUID: never "Unknown". */
export function roomTitle(facts: RoomFacts): string {
  const { title, lead, contact } = facts
  const names = [title, lead?.name, contact.name, contact.phone, contact.username, contact.user_id]
  return names.find((name) => name != null && !isBlank(name)) ?? facts.id
}

/** A RoomSummary as of `eventId`. */
export function buildRoomSummary(facts: RoomFacts, eventId: number): RoomSummary {
  const last = facts.last_message
  return {
    event_id: eventId,
    room_id: facts.id,
    chat_id: facts.id,
    room_phone: facts.contact.phone,
    room_title: roomTitle(facts),
    room_created_at: facts.created_at,
    room_updated_at: facts.activity_at,
    customer_type: facts.customer_type,
    status: facts.status,
    tags: facts.tags,
    channel: facts.channel,
    contact: facts.contact,
    leads_id: facts.lead?.id ?? null,
    leads_info: facts.lead,
    last_message: last,
    last_message_text: last?.content_text ?? null,
    last_message_timestamp: last?.created_at ?? null,
    last_message_type: last?.content_type ?? null,
    unread_count: facts.unread_count,
    message_count: facts.message_count,
    participants: facts.participants,
    window_expires_at: windowExpiresAt(facts.customer_at),
  }
}

/**
 * [T2] The RoomSummary of a new room, with its first message in it. `facts` were read after the whole group of messages
 * was stored, so counters and last message are replaced by those as of the first message.
 */
export function buildRoomCompletePayload(
  facts: { message: RoomBase; room: RoomFacts },
  first: StoredMessage,
  eventId: number,
): RoomSummary {
  const state = roomStateOf(facts.message, first.added)
  const summary = buildRoomSummary(
    {
      ...facts.room,
      status: state.status,
      unread_count: state.unread_count,
      message_count: state.message_count,
      activity_at: state.room_updated_at,
      last_message: isListed(first.direction, first.content_type) ? lastMessageOf(first) : null,
    },
    eventId,
  )
  return { ...summary, window_expires_at: state.window_expires_at }
}

function lastMessageOf(message: StoredMessage): LastMessage {
  return {
    id: message.id,
    content_text: message.content_text,
    content_type: message.content_type,
    created_at: message.created_at,
    user_id: message.user_id,
    wa_message_id: message.wa_message_id,
    direction: message.direction,
    status: message.status,
    original_filename: message.original_filename,
    // A message that has just been stored can't have failed yet.
    error: null,
  }
}

/** [T3] The `room` part of `new_message`: absolute values as of this message. */
export function roomStateOf(base: RoomBase, added: Added): RoomState {
  return {
    unread_count: base.unread_count + added.unread,
    message_count: base.message_count + added.messages,
    status: added.customer_at === null ? base.status : 'open',
    window_expires_at: windowExpiresAt(later(base.customer_at, added.customer_at)),
    room_updated_at: added.listed ? base.stored_at : base.activity_at,
  }
}

const later = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a)
