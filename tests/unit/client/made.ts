import { initialState, reduce } from '../../../src/client/reducer.ts'
import type { Action, State } from '../../../src/client/state.ts'
import type { Message } from '../../../src/protocol/message.ts'
import type { RoomSummary } from '../../../src/protocol/room.ts'

export const ME = '00000000-0000-4000-8000-0000000000aa'
export const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000).toISOString()

export const room = (
  n: number,
  event_id: number,
  more: Partial<RoomSummary> = {},
): RoomSummary => ({
  event_id,
  room_id: id(n),
  chat_id: id(n),
  room_phone: null,
  room_title: `Room ${n}`,
  room_created_at: at(0),
  room_updated_at: at(n),
  customer_type: 'customer',
  status: 'open',
  tags: [],
  channel: { id: id(900), phone_number_id: '1', display_phone_number: null },
  contact: { id: id(901), name: null, phone: null, user_id: null, username: null },
  leads_id: null,
  leads_info: null,
  last_message: null,
  last_message_text: null,
  last_message_timestamp: null,
  last_message_type: null,
  unread_count: 0,
  message_count: 0,
  participants: [],
  window_expires_at: null,
  ...more,
})

export const message = (
  n: number,
  roomNumber: number,
  second = n,
  more: Partial<Message> = {},
): Message => ({
  id: id(1000 + n),
  seq: n,
  room_id: id(roomNumber),
  direction: 'incoming',
  user_id: null,
  client_message_id: null,
  content_type: 'text',
  content_text: `text ${n}`,
  wa_message_id: null,
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
  created_at: at(second),
  updated_at: at(second),
  ...more,
})

export const came = (event_id: number, said: Message): Action => ({
  type: 'event',
  event: 'new_message',
  payload: {
    event_id,
    ...said,
    room: {
      unread_count: 1,
      message_count: 1,
      status: 'open',
      window_expires_at: null,
      room_updated_at: at(10_000 + event_id),
    },
  },
})
export const left = (event_id: number, n: number): Action => ({
  type: 'event',
  event: 'agent_unassigned',
  payload: { event_id, room_id: id(n), agent_id: ME },
})
export const rooms = (event_id: number, ...list: RoomSummary[]): Action => ({
  type: 'rooms_loaded',
  rooms: list,
  event_id,
  next_cursor: null,
})

export const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) frozen(part)
  return value
}
/** Each state is frozen before the next action: nobody may change what was given. */
export const after = (...actions: Action[]): State =>
  actions.reduce<State>(
    (state, action) => frozen(reduce(state, frozen(action))),
    frozen(reduce(initialState, { type: 'session', me: { id: ME, role: 'agent' } })),
  )
export const ids = ({ rooms }: State) => rooms.map(({ room_id }) => room_id)
