import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { time } from './columns.ts'
import { channels } from './customers.ts'
import { messages } from './messages.ts'
import { roomKeys } from './rooms.ts'
import { users } from './users.ts'

/**
 * Send requests, kept for ever so that a repeated request returns the same message. Notes with a `client_message_id` are here
 * only for that reason.
 */
export const sends = pgTable(
  'sends',
  {
    messageId: uuid('message_id')
      .primaryKey()
      .references(() => messages.id),
    /** The signed-in caller; `messages.user_id` is the user they acted for. */
    sentBy: uuid('sent_by')
      .notNull()
      .references(() => users.id),
    clientMessageId: text('client_message_id'),
    /** Hash of the whole request: a different one with the same `client_message_id` is a conflict. */
    requestHash: text('request_hash').notNull(),
    /** The Cloud API's part of the body, without a media id: `{"type":"text","text":{…}}`; for a note, only its type. */
    content: jsonb('content').$type<{ type: string; [part: string]: unknown }>().notNull(),
  },
  (t) => [
    uniqueIndex('sends_once')
      .on(t.sentBy, t.clientMessageId)
      .where(sql`${t.clientMessageId} is not null`),
  ],
)

/**
 * Attempts that are not settled yet, one row each. Written only by the SQL functions of sending, under the room's lock; only
 * a claim does without that lock.
 */
export const outbox = pgTable(
  'outbox',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id),
    attempt: integer('attempt').notNull(),
    roomId: uuid('room_id')
      .notNull()
      .references(() => roomKeys.id),
    channelId: uuid('channel_id')
      .notNull()
      .references(() => channels.id),
    /** The order within a room (first in, first out), assigned under the room's lock. */
    place: bigint('place', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** 0: answers. 1: bulk, which waits for them. */
    priority: smallint('priority').notNull().default(0),
    /** `uploading`: its file goes to Meta first. `flying`: the Graph call is under way. `uncertain`: its outcome is unknown. */
    state: text('state', { enum: ['queued', 'uploading', 'flying', 'uncertain'] })
      .notNull()
      .default('queued'),
    /** Whether it is this attempt's turn in its room; at most one per room. */
    turn: boolean('turn').notNull().default(false),
    dueAt: time('due_at').notNull(),
    tries: integer('tries').notNull().default(0),
    claimedAt: time('claimed_at'),
    /** The number of its latest claim. Outcomes of earlier claims no longer count. */
    claim: integer('claim').notNull().default(0),
    /** The call that claimed it last: its caller can tell what it got if the answer was lost. */
    claimedBy: uuid('claimed_by'),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.attempt] }),
    uniqueIndex('outbox_one_a_room').on(t.roomId).where(sql`${t.turn}`),
    index('outbox_in_room').on(t.roomId, t.place),
    index('outbox_due')
      .on(t.channelId, t.priority, t.dueAt, t.place)
      .where(sql`${t.turn} and ${t.state} = 'queued'`),
    index('outbox_claimed').on(t.claimedAt).where(sql`${t.state} <> 'queued'`),
  ],
)

/** A token bucket per number, filled by `channels.sends_per_second`. */
export const channelPacing = pgTable('channel_pacing', {
  channelId: uuid('channel_id')
    .primaryKey()
    .references(() => channels.id),
  tokens: real('tokens').notNull(),
  at: time('at').notNull(),
})

/** Meta's rate limit for a pair of number and customer: when the pair would be free if its sends had been evenly spaced. */
export const pairPacing = pgTable('pair_pacing', {
  // No foreign key: with one, a claim would wait for the room's lock.
  roomId: uuid('room_id').primaryKey(),
  freeAt: time('free_at').notNull(),
})
