import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { time } from './columns.ts'
import { channels, contacts, leads } from './customers.ts'
import { users } from './users.ts'

/**
 * The rarely changing part of a room. Its unique keys are here, so that the row that changes with each message needs none
 * (docs/adr/0004), and one index leads from a customer to everything a message needs (docs/adr/0015). Maintained by triggers.
 */
export const roomKeys = pgTable(
  'room_keys',
  {
    id: uuid('id').primaryKey(),
    /** Null for a room that was merged into another. */
    contactId: uuid('contact_id').references(() => contacts.id),
    channelId: uuid('channel_id')
      .notNull()
      .references(() => channels.id),
    /** Copied from the room. */
    identityVersion: integer('identity_version').notNull().default(0),
    /** `hashtext` of the customer's names: if a webhook has another name, the customer has to be renamed. */
    profileMark: integer('profile_mark'),
    usernameMark: integer('username_mark'),
  },
  (t) => [uniqueIndex('rooms_one_per_customer_and_number').on(t.contactId, t.channelId)],
)

/**
 * One customer on one of our numbers. The row has everything that an audience or a summary needs, and every change of a room
 * locks it first.
 */
export const rooms = pgTable(
  'rooms',
  {
    id: uuid('id').notNull(),
    contactId: uuid('contact_id'),
    channelId: uuid('channel_id').notNull(),
    leadId: uuid('lead_id').references(() => leads.id, { onDelete: 'set null' }),
    /** Given by a person; null: the title follows lead, profile name, phone, username. */
    title: text('title'),
    customerType: text('customer_type', {
      enum: ['partner', 'customer', 'vendor', 'srdp'],
    }).notNull(),
    status: text('status', { enum: ['open', 'closed'] })
      .notNull()
      .default('open'),
    tags: text('tags').array().notNull().default([]),
    participantIds: uuid('participant_ids').array().notNull().default([]),
    unreadCount: integer('unread_count').notNull().default(0),
    messageCount: integer('message_count').notNull().default(0),
    /** The `seq` of the message stored last. */
    lastSeq: bigint('last_seq', { mode: 'number' }).notNull().default(0),
    lastMessageId: uuid('last_message_id'),
    /** When the last message was stored (the database's clock); lists sort by it. */
    activityAt: time('activity_at').notNull(),
    /** Meta's time of the customer's last message: the customer service window ends 24 hours later. */
    customerAt: time('customer_at'),
    /** Incremented when the customer's identity changes: what processes remember of the room is checked against it. */
    identityVersion: integer('identity_version').notNull().default(0),
    mergedInto: uuid('merged_into').references(() => roomKeys.id),
    createdAt: time('created_at').notNull(),
  },
  (t) => [
    // A backward scan finds the newest version of a row first; dead versions may still be in the index.
    primaryKey({ columns: [t.id, t.lastSeq] }),
    index('rooms_unread').on(t.activityAt, t.id).where(sql`${t.unreadCount} > 0`),
    index('rooms_by_status').on(t.status, t.activityAt, t.id),
    index('rooms_by_channel').on(t.channelId, t.activityAt, t.id),
    index('rooms_unassigned')
      .on(t.activityAt, t.id)
      .where(sql`${t.status} = 'open' and ${t.participantIds} = '{}'`),
    index('rooms_by_type').on(t.customerType, t.activityAt, t.id),
    index('rooms_lead').on(t.leadId).where(sql`${t.leadId} is not null`),
    index('rooms_tags').using('gin', t.tags).where(sql`${t.tags} <> '{}'`),
    // For windows that close soon.
    index('rooms_customer_at').on(t.customerAt),
    index('rooms_merged_into').on(t.mergedInto).where(sql`${t.mergedInto} is not null`),
  ],
)

export const roomParticipants = pgTable(
  'room_participants',
  {
    roomId: uuid('room_id')
      .notNull()
      .references(() => roomKeys.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    assignedBy: uuid('assigned_by').references(() => users.id),
    assignedAt: time('assigned_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.roomId, t.userId] }),
    index('room_participants_user').on(t.userId, t.roomId),
  ],
)
