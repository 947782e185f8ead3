import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { time } from './columns.ts'
import { users } from './users.ts'

export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey(),
    /** Order of storing within the room: from `rooms.last_seq`, under the room's lock. */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    /** No foreign key, which would look the room up again for each message; its writer has locked the room anyway. */
    roomId: uuid('room_id').notNull(),
    direction: text('direction', { enum: ['incoming', 'outgoing', 'system', 'note'] }).notNull(),
    userId: uuid('user_id').references(() => users.id),
    clientMessageId: text('client_message_id'),
    contentType: text('content_type').notNull(),
    contentText: text('content_text'),
    waMessageId: text('wa_message_id'),
    status: text('status').notNull(),
    statusTimestamp: time('status_timestamp'),
    replyToWaMessageId: text('reply_to_wa_message_id'),
    reactionEmoji: text('reaction_emoji'),
    reactionToWaMessageId: text('reaction_to_wa_message_id'),
    mediaType: text('media_type'),
    mediaId: text('media_id'),
    gcsFilename: text('gcs_filename'),
    gcsUrl: text('gcs_url'),
    fileSize: bigint('file_size', { mode: 'number' }),
    mimeType: text('mime_type'),
    originalFilename: text('original_filename'),
    metadata: jsonb('metadata').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: time('created_at').notNull(),
    updatedAt: time('updated_at').notNull(),
    /** `created_at` cut to seconds (unix): messages sort by it, then by `seq`. */
    createdSecond: bigint('created_second', { mode: 'number' }).notNull(),
  },
  (t) => [
    uniqueIndex('messages_wamid').on(t.waMessageId),
    index('messages_in_room').on(t.roomId, t.createdSecond, t.seq),
  ],
)

/** One row per attempt to send a message. Its times may arrive in any order; `shown_status()` derives the status from them. */
export const messageAttempts = pgTable(
  'message_attempts',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id),
    attempt: integer('attempt').notNull(),
    waMessageId: text('wa_message_id'),
    sentAt: time('sent_at'),
    deliveredAt: time('delivered_at'),
    readAt: time('read_at'),
    playedAt: time('played_at'),
    failedAt: time('failed_at'),
    /** When we gave up waiting to learn whether Meta had accepted it. */
    unknownAt: time('unknown_at'),
    error: jsonb('error').$type<{
      code: number
      title: string | null
      details: string | null
      advice?: string | null
    }>(),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.attempt] }),
    uniqueIndex('message_attempts_wamid').on(t.waMessageId),
  ],
)

/** Statuses, edits and revocations that came before their message; applied when it is stored. */
export const waitingUpdates = pgTable(
  'waiting_updates',
  {
    waMessageId: text('wa_message_id').notNull(),
    kind: text('kind').notNull(),
    at: time('at').notNull(),
    /** The parsed update as it came: an `Inbound` of whatsapp/. */
    update: jsonb('update').notNull(),
    receivedAt: time('received_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.waMessageId, t.kind, t.at] }),
    index('waiting_updates_received').on(t.receivedAt),
  ],
)

/**
 * The file of a message: for an incoming one, Meta's id and then the stored object; for an outgoing one, the object and then
 * Meta's id.
 */
export const media = pgTable(
  'media',
  {
    messageId: uuid('message_id')
      .primaryKey()
      .references(() => messages.id),
    mediaId: text('media_id'),
    sha256: text('sha256'),
    url: text('url'),
    state: text('state', { enum: ['remote', 'stored', 'failed'] })
      .notNull()
      .default('remote'),
    /** Its object name in the media store. */
    object: text('object'),
    size: bigint('size', { mode: 'number' }),
    mime: text('mime'),
    /** The id of a file that we uploaded, valid for 30 days (facts sheet, section 6). */
    graphMediaId: text('graph_media_id'),
    graphUploadedAt: time('graph_uploaded_at'),
    tries: integer('tries').notNull().default(0),
    dueAt: time('due_at').notNull().defaultNow(),
    error: text('error'),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('media_to_fetch').on(t.dueAt).where(sql`${t.state} = 'remote'`),
    index('media_object').on(t.object).where(sql`${t.object} is not null`),
    index('media_stored').on(t.createdAt).where(sql`${t.state} = 'stored'`),
  ],
)

/** Objects that a message no longer uses: removed from the store once no other message uses them either. */
export const unwantedObjects = pgTable('unwanted_objects', {
  object: text('object').primaryKey(),
  /** When it was dropped, or when its removal was last started. */
  at: time('at').notNull().defaultNow(),
})
