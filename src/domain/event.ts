import type { Message, MessageStatus, RoomStatus } from '../protocol/message.ts'
import type {
  ChannelRef,
  ContactRef,
  CustomerType,
  LastMessage,
  LeadInfo,
  Participant,
} from '../protocol/room.ts'
import type { Role } from '../protocol/user.ts'

/** A room as the view `room_facts` reads it: everything a RoomSummary is made from. */
export type RoomFacts = {
  id: string
  /** Given by a person; null when the title follows the customer. */
  title: string | null
  customer_type: CustomerType
  status: RoomStatus
  tags: string[]
  unread_count: number
  message_count: number
  activity_at: string
  customer_at: string | null
  created_at: string
  channel: ChannelRef
  contact: ContactRef
  lead: LeadInfo | null
  last_message: LastMessage | null
  participants: Participant[]
}

/** A room as it was before a group of messages. Their absolute counters are this plus `Added`. */
export type RoomBase = {
  seq: number
  unread_count: number
  message_count: number
  status: RoomStatus
  customer_at: string | null
  activity_at: string
  /** When the group of messages was stored. */
  stored_at: string
}

/** What the messages of one group have added to their room, up to and with this one. */
export type Added = {
  messages: number
  unread: number
  /** Whether one of them may be the room's last message ([C1]). */
  listed: boolean
  /** The customer's latest time among them. */
  customer_at: string | null
}

/** A message before the database numbered it. */
export type UnnumberedMessage = Omit<Message, 'seq'>

/** A message as its group's log row keeps it. */
export type StoredMessage = UnnumberedMessage & { added: Added }

/** Why a message failed; `advice` is what a person can do about it. */
type SendError = {
  code: number
  title: string | null
  details: string | null
  advice?: string | null
}

type StatusChange = {
  message_id: string
  room_id: string
  wa_message_id: string | null
  status: MessageStatus
  status_timestamp: string | null
  attempt: number
  error: SendError | null
}

/** The content of a log row: `data` comes from the writer, `facts` from the database as of that place. */
export type EventBody =
  | {
      kind: 'room_created'
      data: StoredMessage
      facts: { message: RoomBase; room: RoomFacts }
    }
  | { kind: 'message'; data: StoredMessage; facts: RoomBase }
  | { kind: 'message_updated'; data: Message; facts: null }
  | { kind: 'message_status'; data: StatusChange; facts: null }
  | {
      kind: 'agent_assigned'
      data: { agent_id: string; agent_name: string; assigned_at: string }
      facts: { room: RoomFacts }
    }
  | { kind: 'agent_unassigned'; data: { agent_id: string }; facts: null }
  | { kind: 'room_read'; data: { unread_count: number; user_id: string }; facts: null }
  | { kind: 'tags'; data: { tags: string[] }; facts: null }
  | {
      kind: 'room_updated'
      /**
       * `customer_type_before`: the type before this change, so that the lists of both types hear of it. `erased`: the
       * customer was erased, so the feed's memory of earlier rows must forget them too.
       */
      data: { customer_type_before?: CustomerType; erased?: true }
      facts: { room: RoomFacts }
    }
  | { kind: 'room_merged'; data: { from_room_id: string }; facts: { room: RoomFacts } }
  | {
      kind: 'channel_state'
      data: {
        channel_id: string
        phone_number_id: string
        state: 'ok' | 'refused'
        reason: string | null
      }
      facts: null
    }
  | { kind: 'user_changed'; data: { user_id: string; role: Role; disabled: boolean }; facts: null }
  | {
      kind: 'sign_in_ended'
      data: { user_id: string; family_ids: string[]; reason: string }
      facts: null
    }

export type EventKind = EventBody['kind']

/** The audience of a row, as of its place in the log. */
type Addressed = { roomId: string | null; staff: boolean; userIds: string[] }

export type EventDraft = EventBody & Addressed
/** A row of the log: it takes the ids `id` to `id + slots - 1`, one for each Socket.IO event. */
export type EventRow = EventDraft & { id: number; slots: number }

/** The last id that a row takes. */
export const lastId = (row: EventRow) => row.id + row.slots - 1

/** Whether this row erased the room's customer, also from earlier rows. */
export const erasesCustomer = (row: EventRow) =>
  row.kind === 'room_updated' && row.data.erased === true
