import { sql } from 'drizzle-orm'
import {
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

/** A WhatsApp business account whose templates are stored here, and how fresh they are. */
export const templateAccounts = pgTable('template_accounts', {
  wabaId: text('waba_id').primaryKey(),
  /** Incremented by a trigger for each webhook about a change: an answer requested before that is outdated. */
  wanted: integer('wanted').notNull().default(0),
  dueAt: time('due_at').notNull().defaultNow(),
  /** The end of the current claim; an answer counts only if its claim has exactly this time. */
  claimedUntil: time('claimed_until'),
  fetchedAt: time('fetched_at'),
  /** Failures in a row. */
  tries: integer('tries').notNull().default(0),
  problem: text('problem', { enum: ['refused', 'unreachable'] }),
})

/** The templates of an account as the Graph API last returned them. */
export const templates = pgTable(
  'templates',
  {
    wabaId: text('waba_id')
      .notNull()
      .references(() => templateAccounts.wabaId),
    /** Meta's id. */
    id: text('id').notNull(),
    name: text('name').notNull(),
    /** Spelt as in sends: `en_US`. */
    language: text('language').notNull(),
    category: text('category').notNull(),
    status: text('status').notNull(),
    parameterFormat: text('parameter_format', { enum: ['positional', 'named'] }).notNull(),
    components: jsonb('components').$type<Record<string, unknown>[]>().notNull(),
    quality: text('quality'),
    updatedAt: time('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.wabaId, t.id] }),
    index('templates_name').on(t.name, t.language, t.wabaId, t.id),
  ],
)

/** Canned answers. Clients fill in their variables, such as {{name}}. */
export const quickReplies = pgTable(
  'quick_replies',
  {
    id: uuid('id').primaryKey(),
    shortcut: text('shortcut').notNull(),
    text: text('text').notNull(),
    language: text('language'),
    createdBy: uuid('created_by').references(() => users.id),
    createdAt: time('created_at').notNull(),
    updatedAt: time('updated_at').notNull(),
  },
  (t) => [uniqueIndex('quick_replies_shortcut').on(sql`lower(${t.shortcut})`)],
)
