import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
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
    /** [C5] Null if no person did it: automatic assignment, or a customer's message that reopened the room. */
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
    // For the last time an agent got a room.
    index('room_history_agent')
      .on(sql`(${t.data} ->> 'agent_id')`, t.at)
      .where(sql`${t.kind} in ('assigned', 'claimed')`),
  ],
)

/** One row per user and process, renewed every 10 s while the user has sockets there, expired after 30 s. */
export const presenceLeases = pgTable(
  'presence_leases',
  {
    /** The id that a process makes at its start. */
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
 * A single row: settings of the whole team. It rarely changes, so that every call may read it. In `server_state`, which
 * changes every few seconds, reads would have to skip dead versions.
 */
export const team = pgTable(
  'team',
  {
    id: integer('id').primaryKey().default(1),
    /** The time zone in which days are counted from now on: an IANA name, the last `TIME_ZONE` that a server was started with. */
    timeZone: text('time_zone').notNull().default('UTC'),
  },
  (t) => [check('team_one_row', sql`${t.id} = 1`)],
)

/**
 * Counters as sums: writers only add rows, so none waits for another; upkeep compacts them (docs/adr/0005). A trigger counts
 * rooms, the ingest counts messages.
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
    /** Of the answer, by the team's zone as it was then. */
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

/** Counts of open rooms by state, sampled every minute; the last sample of each quarter of an hour stays. */
export const roomSamples = pgTable('room_samples', {
  /** The start of the quarter of an hour. */
  at: time('at').primaryKey(),
  unassigned: integer('unassigned').notNull(),
  waitingOnUs: integer('waiting_on_us').notNull(),
  waitingOnCustomer: integer('waiting_on_customer').notNull(),
})

/** The searchable text of messages, filled from the event log shortly after they are stored. */
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
