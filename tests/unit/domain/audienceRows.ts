import { slotCount } from '../../../src/domain/audience.ts'
import type {
  EventBody,
  EventKind,
  EventRow,
  RoomBase,
  RoomFacts,
  StoredMessage,
} from '../../../src/domain/event.ts'
import type { Message } from '../../../src/protocol/message.ts'

export const USERS = {
  staff: 'a0000000-0000-4000-8000-000000000001',
  participant: 'a0000000-0000-4000-8000-000000000002',
  other: 'a0000000-0000-4000-8000-000000000003',
}
const AT = '2026-11-03T04:05:06.000Z'
const uuid = (n: number) => `c0000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const roomFacts = (given: Partial<RoomFacts> = {}): RoomFacts => ({
  id: 'b0000000-0000-4000-8000-000000000001',
  title: null,
  customer_type: 'customer',
  status: 'open',
  tags: [],
  unread_count: 3,
  message_count: 4,
  activity_at: AT,
  customer_at: AT,
  created_at: AT,
  channel: { id: uuid(1), phone_number_id: '106540352242922', display_phone_number: null },
  contact: { id: uuid(2), name: 'Ana', phone: '628123456789', user_id: null, username: null },
  lead: null,
  last_message: null,
  participants: [],
  ...given,
})

export const roomBase = (given: Partial<RoomBase> = {}): RoomBase => ({
  seq: 0,
  unread_count: 0,
  message_count: 0,
  status: 'open',
  customer_at: null,
  activity_at: AT,
  stored_at: AT,
  ...given,
})

export function storedMessage({ added, ...given }: Partial<StoredMessage> = {}): StoredMessage {
  const { seq: _, ...unnumbered } = message()
  return {
    ...unnumbered,
    ...given,
    added: { messages: 1, unread: 1, listed: true, customer_at: AT, ...added },
  }
}

export const message = (given: Partial<Message> = {}): Message => ({
  id: uuid(3),
  seq: 1,
  room_id: 'b0000000-0000-4000-8000-000000000001',
  direction: 'incoming',
  user_id: null,
  client_message_id: null,
  content_type: 'text',
  content_text: 'Halo',
  wa_message_id: 'wamid.1',
  status: 'received',
  status_timestamp: null,
  reply_to_wa_message_id: null,
  reaction_emoji: null,
  reaction_to_wa_message_id: null,
  media_type: null,
  media_id: null,
  gcs_filename: null,
  gcs_url: null,
  file_size: null,
  mime_type: null,
  original_filename: null,
  metadata: {},
  created_at: AT,
  updated_at: AT,
  ...given,
})

function bodyOf(kind: EventKind): EventBody {
  const room = roomFacts()
  switch (kind) {
    case 'room_created':
      return { kind, data: storedMessage(), facts: { message: roomBase(), room } }
    case 'message':
      return { kind, data: storedMessage(), facts: roomBase({ seq: 7 }) }
    case 'message_updated':
      return { kind, data: message(), facts: null }
    case 'message_status':
      return {
        kind,
        data: {
          message_id: uuid(3),
          room_id: room.id,
          wa_message_id: 'wamid.1',
          status: 'delivered',
          status_timestamp: AT,
          attempt: 1,
          error: null,
        },
        facts: null,
      }
    case 'agent_assigned':
      return {
        kind,
        data: { agent_id: USERS.participant, agent_name: 'Budi', assigned_at: AT },
        facts: { room },
      }
    case 'agent_unassigned':
      return { kind, data: { agent_id: USERS.participant }, facts: null }
    case 'room_read':
      return { kind, data: { unread_count: 0, user_id: USERS.participant }, facts: null }
    case 'tags':
      return { kind, data: { tags: ['vip'] }, facts: null }
    case 'room_updated':
      return { kind, data: {}, facts: { room } }
    case 'room_merged':
      return { kind, data: { from_room_id: uuid(4) }, facts: { room } }
    case 'sign_in_ended':
      return {
        kind,
        data: { user_id: USERS.participant, family_ids: [uuid(9)], reason: 'signed_out' },
        facts: null,
      }
    case 'channel_state':
      return {
        kind,
        data: {
          channel_id: uuid(5),
          phone_number_id: '106540352242922',
          state: 'refused',
          reason: 'The access token is not valid. (190)',
        },
        facts: null,
      }
    case 'user_changed':
      return {
        kind,
        data: { user_id: USERS.participant, role: 'agent', disabled: false },
        facts: null,
      }
  }
}

/** A row of a kind, as the log has it. */
export function rowOf(
  kind: EventKind,
  { id = 1, roomId, userIds }: { id?: number; roomId: string | null; userIds: string[] },
  data: Record<string, unknown> = {},
): EventRow {
  const body = bodyOf(kind)
  return {
    ...body,
    data: { ...body.data, ...data },
    id,
    slots: slotCount(kind),
    roomId,
    staff: kind !== 'user_changed',
    userIds,
  } as EventRow
}
