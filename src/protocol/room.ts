import { z } from 'zod'
import { contentType, direction, messageStatus, roomStatus } from './message.ts'
import { role } from './user.ts'

const time = z.iso.datetime({ precision: 3 })

export const customerType = z.enum(['partner', 'customer', 'vendor', 'srdp'])

const channelRef = z.strictObject({
  id: z.uuid(),
  phone_number_id: z.string(),
  display_phone_number: z.string().nullable(),
})

/** The customer as Meta knows them. `phone` is null if they hide it; `user_id` is the business-scoped user id (BSUID). */
const contactRef = z.strictObject({
  id: z.uuid(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  user_id: z.string().nullable(),
  username: z.string().nullable(),
})

export const leadInfo = z.strictObject({
  id: z.uuid(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  outstanding: z.number().nullable(),
  loan_type: z.string().nullable(),
  leads_status: z.string().nullable(),
  contact_status: z.string().nullable(),
})

const lastMessage = z.strictObject({
  id: z.uuid(),
  content_text: z.string().nullable(),
  content_type: contentType,
  created_at: time,
  user_id: z.uuid().nullable(),
  wa_message_id: z.string().nullable(),
  direction,
  status: messageStatus,
  original_filename: z.string().nullable(),
  /** Why it failed; null unless its status is `failed`. */
  error: z.strictObject({ code: z.number(), title: z.string().nullable() }).nullable(),
})

export const participant = z.strictObject({
  user_id: z.uuid(),
  name: z.string(),
  role,
  assigned_at: time,
})

/** A room as a list shows it, as of `event_id`. Lists are sorted by `room_updated_at`, when its last message was stored. */
export const roomSummary = z
  .strictObject({
    event_id: z.number().int(),
    room_id: z.uuid(),
    chat_id: z.uuid(),
    room_phone: z.string().nullable(),
    room_title: z.string(),
    room_created_at: time,
    room_updated_at: time,
    customer_type: customerType,
    status: roomStatus,
    tags: z.array(z.string()),
    channel: channelRef,
    contact: contactRef,
    leads_id: z.uuid().nullable(),
    leads_info: leadInfo.nullable(),
    last_message: lastMessage.nullable(),
    last_message_text: z.string().nullable(),
    last_message_timestamp: time.nullable(),
    last_message_type: contentType.nullable(),
    unread_count: z.number().int(),
    message_count: z.number().int(),
    participants: z.array(participant),
    window_expires_at: time.nullable(),
  })
  .meta({ id: 'RoomSummary' })

export type CustomerType = z.infer<typeof customerType>
export type ChannelRef = z.infer<typeof channelRef>
export type ContactRef = z.infer<typeof contactRef>
export type LeadInfo = z.infer<typeof leadInfo>
export type LastMessage = z.infer<typeof lastMessage>
export type Participant = z.infer<typeof participant>
export type RoomSummary = z.infer<typeof roomSummary>
