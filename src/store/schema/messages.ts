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
    /** Order of storing within the room: `rooms.last_seq` counted on, under the room's lock. */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    /** Of a room that its writer holds locked. Without a foreign key, which would look the room up once more for each message. */
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

/** Each time we hand a message to Meta. The times are a set that grows in any order; `shown_status()` reads it. */
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
    /** When we gave up waiting to hear whether Meta had taken it. */
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
 * The file of a message: from Meta's id to the stored object for one that came in, from the object to Meta's id for one
 * that goes out.
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
    /** Its name in our own store. */
    object: text('object'),
    size: bigint('size', { mode: 'number' }),
    mime: text('mime'),
    /** Of a file that we uploaded: good for 30 days (facts sheet, section 6). */
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

/** Objects of which a message has let go: removed from the store as soon as no other has them. */
export const unwantedObjects = pgTable('unwanted_objects', {
  object: text('object').primaryKey(),
  /** When it was let go, or when its removal was last begun. */
  at: time('at').notNull().defaultNow(),
})
