import { sql } from 'drizzle-orm'
import {
  bigint,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { time } from './columns.ts'
import { messages } from './messages.ts'
import { roomKeys } from './rooms.ts'
import { users } from './users.ts'

/** Who did what to a room, and when. */
export const roomHistory = pgTable(
  'room_history',
  {
    id: uuid('id').primaryKey(),
    roomId: uuid('room_id')
      .notNull()
      .references(() => roomKeys.id),
    /** Null when nobody did it: automatic assignment, a customer's message that reopened the room. */
    actorId: uuid('actor_id').references(() => users.id),
    kind: text('kind', {
      enum: [
        'assigned',
        'unassigned',
        'claimed',
        'status',
        'title',
        'customer_type',
        'tags',
        'lead',
        'merged',
      ],
    }).notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    at: time('at').notNull(),
  },
  (t) => [
    index('room_history_room').on(t.roomId, t.at, t.id),
    // When somebody was last given a room.
    index('room_history_agent')
      .on(sql`(${t.data} ->> 'agent_id')`, t.at)
      .where(sql`${t.kind} in ('assigned', 'claimed')`),
  ],
)

/** One row for a user on a process: renewed every 10 s while it has sockets there, worthless after 30 s. */
export const presenceLeases = pgTable(
  'presence_leases',
  {
    /** Of the process: made at its start. */
    processId: uuid('process_id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: time('expires_at').notNull(),
  },
  (t) => [
    index('presence_leases_user').on(t.userId, t.expiresAt),
    primaryKey({ columns: [t.processId, t.userId] }),
    index('presence_leases_expiry').on(t.expiresAt),
  ],
)

/**
 * Counters as sums: writers only add rows, so none waits for another; upkeep adds them up. Rooms are counted by a
 * trigger, messages by the ingest.
 */
export const tallies = pgTable(
  'tallies',
  { name: text('name').notNull(), n: bigint('n', { mode: 'number' }).notNull() },
  (t) => [index('tallies_name').on(t.name)],
)

/** How long a room's first customer message of a day waited for the first answer by a person. Written by a trigger. */
export const firstResponses = pgTable(
  'first_responses',
  {
    /** Of the answer, in UTC. */
    day: date('day').notNull(),
    roomId: uuid('room_id').notNull(),
    answeredAt: time('answered_at').notNull(),
    seconds: real('seconds').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.day, t.roomId] }),
    index('first_responses_latest').on(t.day, t.answeredAt),
  ],
)

/** How many open rooms stood where, looked at every minute; the last look of a quarter of an hour stays. */
export const roomSamples = pgTable('room_samples', {
  /** When its quarter of an hour began. */
  at: time('at').primaryKey(),
  unassigned: integer('unassigned').notNull(),
  waitingOnUs: integer('waiting_on_us').notNull(),
  waitingOnCustomer: integer('waiting_on_customer').notNull(),
})

/** What search finds messages by; filled from the event log shortly after they are stored. */
export const messageSearch = pgTable(
  'message_search',
  {
    messageId: uuid('message_id')
      .primaryKey()
      .references(() => messages.id, { onDelete: 'cascade' }),
    roomId: uuid('room_id').notNull(),
    text: text('text').notNull(),
  },
  (t) => [index('message_search_room').on(t.roomId)],
)
