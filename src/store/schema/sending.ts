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
 * What a signed-in caller asked to be sent: kept for ever, so that the same request again is the same message. A note with a
 * `client_message_id` is here for that alone.
 */
export const sends = pgTable(
  'sends',
  {
    messageId: uuid('message_id')
      .primaryKey()
      .references(() => messages.id),
    /** Who was signed in; `messages.user_id` is whom they acted for. */
    sentBy: uuid('sent_by')
      .notNull()
      .references(() => users.id),
    clientMessageId: text('client_message_id'),
    /** Of the whole request: another one under the same `client_message_id` is a conflict. */
    requestHash: text('request_hash').notNull(),
    /** The Cloud API's own part of the body, without a file's id: `{"type":"text","text":{…}}`; of a note its type. */
    content: jsonb('content').$type<{ type: string; [part: string]: unknown }>().notNull(),
  },
  (t) => [
    uniqueIndex('sends_once')
      .on(t.sentBy, t.clientMessageId)
      .where(sql`${t.clientMessageId} is not null`),
  ],
)

/**
 * What is still to be handed to Meta: a row for each attempt, gone when it is settled. Written only by the SQL functions
 * of sending, under the room's lock; the claim alone takes a row without it.
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
    /** First in, first out within a room: given under the room's lock. */
    place: bigint('place', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** 0: answers. 1: bulk, which waits for them. */
    priority: smallint('priority').notNull().default(0),
    /** `uploading`: its file goes to Meta first. `flying`: the Graph call is under way. `uncertain`: whether it arrived. */
    state: text('state', { enum: ['queued', 'uploading', 'flying', 'uncertain'] })
      .notNull()
      .default('queued'),
    /** Whether the room waits for this one: at most one a room. */
    turn: boolean('turn').notNull().default(false),
    dueAt: time('due_at').notNull(),
    tries: integer('tries').notNull().default(0),
    claimedAt: time('claimed_at'),
    /** How often it was claimed: the number of its last claim. What became of an earlier one no longer counts. */
    claim: integer('claim').notNull().default(0),
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

/** How much a number may send right now: a bucket that fills by `channels.sends_per_second`. */
export const channelPacing = pgTable('channel_pacing', {
  channelId: uuid('channel_id')
    .primaryKey()
    .references(() => channels.id),
  tokens: real('tokens').notNull(),
  at: time('at').notNull(),
})

/** Meta's rule for a pair of number and customer: when all that was sent to them would have been sent one by one. */
export const pairPacing = pgTable('pair_pacing', {
  // No reference: who claims would wait for the room's lock.
  roomId: uuid('room_id').primaryKey(),
  freeAt: time('free_at').notNull(),
})
