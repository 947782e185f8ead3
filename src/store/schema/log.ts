import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  json,
  pgTable,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { time } from './columns.ts'

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/**
 * Every visible change, in commit order. A row takes `slots` consecutive ids from `id` on, one for each
 * Socket.IO event that it becomes. Written only by the SQL function `append_events`.
 */
export const events = pgTable('events', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  slots: smallint('slots').notNull(),
  kind: text('kind').notNull(),
  roomId: uuid('room_id'),
  /** The audience as it stood at this place of the log. */
  staff: boolean('staff').notNull(),
  userIds: uuid('user_ids').array().notNull(),
  /** What changed, as the writer gave it. */
  data: json('data').notNull(),
  /** What the database knew when it changed: counters, the room's facts. */
  facts: json('facts'),
  createdAt: time('created_at').notNull(),
})

/** Webhook fields that the server keeps and does not act on. */
export const webhookEvents = pgTable(
  'webhook_events',
  {
    hash: text('hash').primaryKey(),
    field: text('field').notNull(),
    wabaId: text('waba_id'),
    phoneNumberId: text('phone_number_id'),
    value: json('value').notNull(),
    receivedAt: time('received_at').notNull().defaultNow(),
  },
  (t) => [
    index('webhook_events_field').on(t.field, t.receivedAt),
    index('webhook_events_received').on(t.receivedAt),
  ],
)

/** Signed deliveries with a part that could not be stored. The raw body waits here to be replayed. */
export const quarantine = pgTable(
  'quarantine',
  {
    id: uuid('id').primaryKey(),
    bodyHash: text('body_hash').notNull(),
    body: bytea('body').notNull(),
    error: text('error').notNull(),
    attempts: integer('attempts').notNull().default(1),
    receivedAt: time('received_at').notNull().defaultNow(),
    replayedAt: time('replayed_at'),
  },
  (t) => [
    uniqueIndex('quarantine_body').on(t.bodyHash),
    index('quarantine_received').on(t.receivedAt, t.id),
    index('quarantine_open').on(t.receivedAt).where(sql`${t.replayedAt} is null`),
  ],
)

/** One row: what makes this database itself. `db:new-epoch` changes it. */
export const serverState = pgTable('server_state', {
  id: integer('id').primaryKey().default(1),
  epoch: uuid('epoch').notNull(),
  /** How far of the event log `message_search` has followed. */
  searchPosition: bigint('search_position', { mode: 'number' }).notNull().default(0),
  /** The message that a rebuilding of `message_search` has come to; null when none is under way. */
  searchRebuiltTo: uuid('search_rebuilt_to'),
  /** When Meta's last delivery was stored, give or take half a minute. */
  webhookAt: time('webhook_at'),
})
