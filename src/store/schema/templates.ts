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

/** A WhatsApp business account whose templates are kept here, and how fresh they are. */
export const templateAccounts = pgTable('template_accounts', {
  wabaId: text('waba_id').primaryKey(),
  /** Counted on by a trigger with each webhook that tells of a change: what was asked for before it is old. */
  wanted: integer('wanted').notNull().default(0),
  dueAt: time('due_at').notNull().defaultNow(),
  /** Until then one process is asking; its own claim, by this very time, decides whether its answer counts. */
  claimedUntil: time('claimed_until'),
  fetchedAt: time('fetched_at'),
  /** Failures in a row. */
  tries: integer('tries').notNull().default(0),
  problem: text('problem', { enum: ['refused', 'unreachable'] }),
})

/** The templates of an account as the Graph API told them last. */
export const templates = pgTable(
  'templates',
  {
    wabaId: text('waba_id')
      .notNull()
      .references(() => templateAccounts.wabaId),
    /** Meta's. */
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

/** Answers that are ready to be written. Their variables, such as {{name}}, are filled in by who writes. */
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
