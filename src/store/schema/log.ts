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
  /** The audience as of this place in the log. */
  staff: boolean('staff').notNull(),
  userIds: uuid('user_ids').array().notNull(),
  /** The change, from the writer. */
  data: json('data').notNull(),
  /** The state at that moment, from the database: counters, the room's facts. */
  facts: json('facts'),
  createdAt: time('created_at').notNull(),
})

/** Webhook fields that are stored but not interpreted. */
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

/** A single row. `db:new-epoch` changes its epoch. */
export const serverState = pgTable('server_state', {
  id: integer('id').primaryKey().default(1),
  epoch: uuid('epoch').notNull(),
  /** Up to which place of the event log `message_search` is filled. */
  searchPosition: bigint('search_position', { mode: 'number' }).notNull().default(0),
  /** The last message that a rebuild of `message_search` has reached; null if none is under way. */
  searchRebuiltTo: uuid('search_rebuilt_to'),
  /** When Meta's last delivery was stored, to within half a minute. */
  webhookAt: time('webhook_at'),
})
