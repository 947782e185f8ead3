import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { time } from './columns.ts'

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role', { enum: ['admin', 'supervisor', 'agent'] }).notNull(),
    passwordHash: text('password_hash').notNull(),
    disabled: boolean('disabled').notNull().default(false),
    /** Place in the event log of the last change of role or `disabled`: clients with older cursors reload. */
    accessEventId: bigint('access_event_id', { mode: 'number' }).notNull().default(0),
    lastSeenAt: time('last_seen_at'),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('users_email').on(sql`lower(${t.email})`),
    index('users_admins').on(t.id).where(sql`${t.role} = 'admin' and not ${t.disabled}`),
  ],
)

/** One row per token; a family is one sign-in. A late reuse of a token revokes its family. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    familyId: uuid('family_id').notNull(),
    /** SHA-256 of the token, hex. */
    tokenHash: text('token_hash').notNull(),
    expiresAt: time('expires_at').notNull(),
    usedAt: time('used_at'),
    revokedAt: time('revoked_at'),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('refresh_tokens_hash').on(t.tokenHash),
    index('refresh_tokens_family').on(t.familyId),
    index('refresh_tokens_user').on(t.userId),
    index('refresh_tokens_expiry').on(t.expiresAt),
  ],
)

/** Consecutive failed sign-ins per e-mail address, whether or not a user has it. */
export const signInFailures = pgTable(
  'sign_in_failures',
  {
    /** SHA-256 of the address, hex: people type passwords into the wrong field. */
    account: text('account').primaryKey(),
    failures: integer('failures').notNull(),
    endsAt: time('ends_at').notNull(),
  },
  (t) => [index('sign_in_failures_ends').on(t.endsAt)],
)

/** Networks a user has signed in from: there a lockout, which an attacker may have caused, does not apply. */
export const knownNetworks = pgTable(
  'known_networks',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** An IPv4 address, or the /64 of an IPv6 one. */
    network: text('network').notNull(),
    seenAt: time('seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.network] }),
    index('known_networks_seen').on(t.seenAt),
  ],
)

/** ID tokens that have been used to sign in; each works once. */
export const usedIdTokens = pgTable(
  'used_id_tokens',
  {
    /** SHA-256, hex. */
    tokenHash: text('token_hash').primaryKey(),
    expiresAt: time('expires_at').notNull(),
  },
  (t) => [index('used_id_tokens_expiry').on(t.expiresAt)],
)
