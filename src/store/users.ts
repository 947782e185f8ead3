import type { UserFacts } from '../domain/user.ts'
import type { Role } from '../protocol/user.ts'
import type { Tx } from './database.ts'

const columns = (tx: Tx) => tx`id, email, name, role, disabled, iso(last_seen_at) as "lastSeenAt",
  exists (select 1 from presence_leases l where l.user_id = users.id and l.expires_at > clock_timestamp()) as online`

export type UserWithHash = UserFacts & { passwordHash: string }

/** @param email lower-cased */
export async function findUserByEmail(tx: Tx, email: string): Promise<UserWithHash | null> {
  const [row] = await tx<UserWithHash[]>`
    select ${columns(tx)}, password_hash as "passwordHash" from users where lower(email) = ${email}`
  return row ?? null
}

export async function findPasswordHash(tx: Tx, userId: string): Promise<string | null> {
  const [row] = await tx<{ hash: string }[]>`
    select password_hash as hash from users where id = ${userId}`
  return row?.hash ?? null
}

/** The user of a valid sign-in: not disabled, and the family not revoked. */
export async function findSessionUser(
  tx: Tx,
  { userId, familyId }: { userId: string; familyId: string },
): Promise<UserFacts | null> {
  const [row] = await tx<UserFacts[]>`
    select ${columns(tx)} from users
     where id = ${userId} and not disabled
       and exists (select 1 from refresh_tokens t
                    where t.family_id = ${familyId} and t.user_id = users.id and t.revoked_at is null)`
  return row ?? null
}

export function listUsers(tx: Tx): Promise<UserFacts[]> {
  return tx<UserFacts[]>`select ${columns(tx)} from users order by lower(name), id`
}

export async function anyUser(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ any: boolean }[]>`select exists (select 1 from users) as any`
  return row!.any
}

/** Taken before creating the first user, until the commit, so that of several processes only one creates it. */
export async function lockFirstUser(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(7288, 1)`
}

export type NewUser = {
  id: string
  email: string
  name: string
  role: Role
  passwordHash: string
  /** ISO 8601. */
  at: string
}

/** Null if the e-mail address is taken; the unique index decides. */
export async function insertUser(tx: Tx, user: NewUser): Promise<UserFacts | null> {
  const [row] = await tx<UserFacts[]>`
    insert into users (id, email, name, role, password_hash, created_at, updated_at)
    values (${user.id}, ${user.email}, ${user.name}, ${user.role}, ${user.passwordHash},
            ${user.at}::timestamptz, ${user.at}::timestamptz)
    on conflict (lower(email)) do nothing
    returning ${columns(tx)}`
  return row ?? null
}

/**
 * Locks a user. Everything that starts, rotates or ends a sign-in takes this lock, so that a concurrent revocation misses
 * none.
 */
export async function lockUser(tx: Tx, userId: string): Promise<UserFacts | null> {
  const [row] = await tx<UserFacts[]>`
    select ${columns(tx)} from users where id = ${userId} for no key update`
  return row ?? null
}

/** As lockUser, together with all enabled admins, or with the user who makes the change; always in the same order. */
export async function lockUserWith(
  tx: Tx,
  userId: string,
  others: 'admins' | { id: string | null },
): Promise<UserFacts | null> {
  const alsoLocked =
    others === 'admins' ? tx`(role = 'admin' and not disabled)` : tx`id = ${others.id}::uuid`
  await tx`select id from users where id = ${userId} or ${alsoLocked} order by id for no key update`
  return lockUser(tx, userId)
}

/** The user if a room may be assigned to it; null if disabled. Locked, so that it can't be disabled before the commit. */
export async function readAssignable(
  tx: Tx,
  userId: string,
): Promise<{ name: string; role: Role } | null> {
  const [row] = await tx<{ name: string; role: Role }[]>`
    select name, role from users where id = ${userId} and not disabled for share`
  return row ?? null
}

/** The roles of those of these users who are not disabled, locked until the commit, always in the same order. */
export async function lockEnabled(tx: Tx, userIds: readonly string[]): Promise<Map<string, Role>> {
  const rows = await tx<{ id: string; role: Role }[]>`
    select id, role from users where id = any(${userIds as string[]}::uuid[]) and not disabled
     order by id for share`
  return new Map(rows.map(({ id, role }) => [id, role]))
}

export async function isOtherAdminEnabled(tx: Tx, userId: string): Promise<boolean> {
  const [row] = await tx<{ any: boolean }[]>`
    select exists (select 1 from users where role = 'admin' and not disabled and id <> ${userId}) as any`
  return row!.any
}

export type UserChange = {
  name?: string | undefined
  role?: Role | undefined
  disabled?: boolean | undefined
  passwordHash?: string | undefined
}

/** @param at ISO 8601 */
export async function updateUser(
  tx: Tx,
  userId: string,
  change: UserChange,
  at: string,
): Promise<UserFacts> {
  const [row] = await tx<UserFacts[]>`
    update users set
      name = coalesce(${change.name ?? null}, name),
      role = coalesce(${change.role ?? null}, role),
      disabled = coalesce(${change.disabled ?? null}, disabled),
      password_hash = coalesce(${change.passwordHash ?? null}, password_hash),
      updated_at = ${at}::timestamptz
    where id = ${userId} returning ${columns(tx)}`
  return row!
}

/** Replaces a password hash if it is still the one that was verified; false if it is not. */
export async function replacePasswordHash(
  tx: Tx,
  userId: string,
  { from, to, at }: { from: string; to: string; at: string },
): Promise<boolean> {
  const rows = await tx`
    update users set password_hash = ${to}, updated_at = ${at}::timestamptz
     where id = ${userId} and password_hash = ${from} and not disabled returning id`
  return rows.length === 1
}

/**
 * Records the place that a log row of this transaction will get (`after` others of it) as the user's last change of access.
 * Takes the log's lock, so only the append of these rows may follow.
 */
export async function markAccessChange(tx: Tx, userId: string, after: number): Promise<void> {
  await tx`select pg_advisory_xact_lock(7284, 1)`
  // A statement of its own: it sees what was committed while this one waited for the lock.
  await tx`update users set access_event_id = log_position() + 1 + ${after}::int where id = ${userId}`
}
