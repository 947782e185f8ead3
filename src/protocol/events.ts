import { z } from 'zod'
import { message, messageStatus, roomState } from './message.ts'
import { roomSummary } from './room.ts'
import { sendText } from './sending.ts'
import { dashboardStats } from './stats.ts'
import { user } from './user.ts'
import { uuid } from './uuid.ts'

const time = z.iso.datetime({ precision: 3 })
const eventId = z.number().int()
const durable = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject({ event_id: eventId, ...shape })

/** Every event that the server sends. Durable ones carry `event_id` and are replayed after a reconnect. */
export const serverEvents = {
  session_ready: {
    durable: false,
    payload: z.strictObject({
      user,
      event_id: eventId,
      epoch: z.string(),
      replayed: z.number().int(),
      resync: z.boolean(),
      rooms_refused: z.array(z.uuid()),
    }),
  },
  cursor: { durable: false, payload: z.strictObject({ event_id: eventId }) },
  resync_required: { durable: false, payload: z.strictObject({ reason: z.string() }) },
  session_expired: { durable: false, payload: z.strictObject({ reason: z.string() }) },
  new_room: {
    durable: true,
    payload: roomSummary.extend({ id: z.uuid(), phone: z.string().nullable(), title: z.string() }),
  },
  new_room_complete: { durable: true, payload: roomSummary },
  new_message: { durable: true, payload: durable({ ...message.shape, room: roomState }) },
  'room:new_message': { durable: true, payload: durable({ ...message.shape, room: roomState }) },
  message_updated: { durable: true, payload: durable(message.shape) },
  'room:message_updated': { durable: true, payload: durable(message.shape) },
  message_status_update: {
    durable: true,
    payload: durable({
      message_id: z.uuid(),
      room_id: z.uuid(),
      wa_message_id: z.string().nullable(),
      status: messageStatus,
      status_timestamp: time.nullable(),
      attempt: z.number().int(),
      error: z
        .strictObject({
          code: z.number(),
          title: z.string().nullable(),
          details: z.string().nullable(),
          advice: z.string().nullable().optional(),
        })
        .optional(),
    }),
  },
  agent_assigned: {
    durable: true,
    payload: durable({
      room_id: z.uuid(),
      agent_id: z.uuid(),
      agent_name: z.string(),
      assigned_at: time,
      room: roomSummary.extend({
        id: z.uuid(),
        phone: z.string().nullable(),
        title: z.string(),
        created_at: time,
        updated_at: time,
      }),
    }),
  },
  agent_unassigned: {
    durable: true,
    payload: durable({ room_id: z.uuid(), agent_id: z.uuid() }),
  },
  room_read: {
    durable: true,
    payload: durable({ room_id: z.uuid(), unread_count: z.number().int(), user_id: z.uuid() }),
  },
  tag_updated: {
    durable: true,
    payload: durable({ room_id: z.uuid(), chat_id: z.uuid(), tags: z.array(z.string()) }),
  },
  room_updated: { durable: true, payload: roomSummary },
  room_merged: {
    durable: true,
    payload: durable({ from_room_id: z.uuid(), room: roomSummary }),
  },
  channel_state: {
    durable: true,
    payload: durable({
      channel_id: z.uuid(),
      phone_number_id: z.string(),
      state: z.enum(['ok', 'refused']),
      reason: z.string().nullable(),
    }),
  },
  room_update: { durable: false, payload: roomSummary },
  room_update_customer: { durable: false, payload: roomSummary },
  room_update_vendor: { durable: false, payload: roomSummary },
  room_update_srdp: { durable: false, payload: roomSummary },
  typing_indicator: {
    durable: false,
    payload: z.strictObject({
      room_id: z.uuid(),
      is_typing: z.boolean(),
      user: z.string(),
      user_id: z.uuid(),
    }),
  },
  presence_update: {
    durable: false,
    payload: z.strictObject({
      user_id: z.uuid(),
      status: z.enum(['online', 'offline']),
      last_seen_at: time.nullable(),
    }),
  },
  dashboard_stats: { durable: false, payload: dashboardStats },
  join_chat_response: {
    durable: false,
    payload: z.strictObject({
      status: z.literal([0, 1]),
      chat_id: z.string().optional(),
      message: z.string().optional(),
    }),
  },
  join_room_response: {
    durable: false,
    payload: z.strictObject({
      status: z.literal([0, 1]),
      room: z.string().optional(),
      message: z.string().optional(),
    }),
  },
} as const satisfies Record<string, { durable: boolean; payload: z.ZodType }>

type ServerEvent = keyof typeof serverEvents
export type Payload<E extends ServerEvent> = z.infer<(typeof serverEvents)[E]['payload']>
export type DurableEvent = {
  [E in ServerEvent]: (typeof serverEvents)[E]['durable'] extends true ? E : never
}[ServerEvent]

/** The `auth` of a client's handshake. */
export const handshakeAuth = z.object({
  token: z.string(),
  last_event_id: z.number().int().nonnegative().nullish(),
  epoch: z.string().nullish(),
  rooms: z.array(uuid).max(200).nullish(),
})

const chat = z.object({ chat_id: uuid })
/** A dashboard room by its name, or a customer's room by its id. */
const dashboardOrRoom = z.union([
  z.object({ room_id: uuid }),
  z.object({ room: z.string().max(100) }),
])

/** Every event that a client may send; each takes an ack callback. */
export const clientEvents = {
  'room:join': z.object({ room_id: uuid }),
  'room:leave': z.object({ room_id: uuid }),
  'room:read': z.object({ room_id: uuid }),
  join_chat: chat,
  join_chat_customer: chat,
  leave_chat: chat,
  join_room: dashboardOrRoom,
  leave_room: dashboardOrRoom,
  typing_indicator: z.object({ room_id: uuid, is_typing: z.boolean() }),
  'message:send': sendText,
  /** The same event, under its name in the first protocol. */
  send_message: sendText,
  'session:renew': z.object({ token: z.string().max(8192) }),
} as const satisfies Record<string, z.ZodType>

export type ClientEvent = keyof typeof clientEvents

const inRoom = { room_id: z.uuid() }
const inChat = { chat_id: z.uuid() }
/** The place in the log after which the joined room's events arrive. */
const place = { event_id: eventId }
const sent = { message, repeated: z.boolean() }

/** What the acknowledgement of each client event has besides `status` 1. */
export const ackFields = {
  'room:join': { ...inRoom, ...place },
  'room:leave': inRoom,
  'room:read': { ...inRoom, unread_count: z.number().int() },
  join_chat: { ...inChat, ...place },
  join_chat_customer: { ...inChat, ...place },
  leave_chat: inChat,
  join_room: { room: z.string(), room_id: z.uuid().optional(), ...place },
  leave_room: { room: z.string(), room_id: z.uuid().optional() },
  typing_indicator: { ...inRoom, is_typing: z.boolean() },
  'message:send': sent,
  send_message: sent,
  'session:renew': { expires_at: time },
} as const satisfies Record<ClientEvent, z.ZodRawShape>

export type Ack =
  | { status: 1; [field: string]: unknown }
  | { status: 0; code: string; message: string; details?: unknown }

/** Types for `new Server<…>` and for stock clients. */
export type ServerToClient = { [E in ServerEvent]: (payload: Payload<E>) => void }
export type ClientToServer = {
  [E in ClientEvent]: (
    payload: z.infer<(typeof clientEvents)[E]>,
    ack?: (answer: Ack) => void,
  ) => void
}
