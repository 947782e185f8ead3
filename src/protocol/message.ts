import { z } from 'zod'

export const direction = z.enum(['incoming', 'outgoing', 'system', 'note'])

export const contentType = z.enum([
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'button',
  'reaction',
  'order',
  'system',
  'template',
  'note',
  'unsupported',
])

/** `received` is for customers' messages; all others are for ours. */
export const messageStatus = z.enum([
  'received',
  'pending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'unknown',
])

export const roomStatus = z.enum(['open', 'closed'])

/** ISO 8601 in UTC with milliseconds. */
const time = z.iso.datetime({ precision: 3 })

/** A message as every route and event shows it. `created_at` of a customer's message is Meta's time. */
export const message = z
  .strictObject({
    id: z.uuid(),
    seq: z.number().int(),
    room_id: z.uuid(),
    direction,
    user_id: z.uuid().nullable(),
    client_message_id: z.string().nullable(),
    content_type: contentType,
    content_text: z.string().nullable(),
    wa_message_id: z.string().nullable(),
    status: messageStatus,
    status_timestamp: time.nullable(),
    reply_to_wa_message_id: z.string().nullable(),
    reaction_emoji: z.string().nullable(),
    reaction_to_wa_message_id: z.string().nullable(),
    media_type: z.string().nullable(),
    media_id: z.string().nullable(),
    gcs_filename: z.string().nullable(),
    gcs_url: z.string().nullable(),
    file_size: z.number().int().nullable(),
    mime_type: z.string().nullable(),
    original_filename: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Message' })

/** The state of a room after a message: absolute values, to be set, never added. */
export const roomState = z.strictObject({
  unread_count: z.number().int(),
  message_count: z.number().int(),
  status: roomStatus,
  window_expires_at: time.nullable(),
  room_updated_at: time,
})

export type Direction = z.infer<typeof direction>
export type ContentType = z.infer<typeof contentType>
export type MessageStatus = z.infer<typeof messageStatus>
export type RoomStatus = z.infer<typeof roomStatus>
export type Message = z.infer<typeof message>
export type RoomState = z.infer<typeof roomState>
