import type { Access } from '../domain/authorizeJoin.ts'
import type { Role } from '../protocol/user.ts'
import type { Sql } from './database.ts'

export type SessionAccess = {
  access: Access
  name: string
  email: string
  lastSeenAt: string | null
  /** Rooms of those asked for that exist. */
  existing: ReadonlySet<string>
  /** Where in the log this is true. */
  position: number
  /** Cursors before this place are of another role. */
  accessEventId: number
  familyRevoked: boolean
}

/**
 * A user's rights, its part in the rooms asked for, and the log's position: one statement, one snapshot.
 * Null if there is no such user.
 */
export async function readAccess(
  sql: Sql,
  asked: { userId: string; familyId: string; roomIds: readonly string[] },
): Promise<SessionAccess | null> {
  type Row = {
    role: Role
    name: string
    email: string
    disabled: boolean
    last_seen_at: string | null
    access_event_id: string
    position: string
    family_revoked: boolean
    existing: string[]
    mine: string[]
  }
  const roomIds = asked.roomIds as string[]
  const [row] = await sql<Row[]>`
    select u.role, u.name, u.email, u.disabled, iso(u.last_seen_at) as last_seen_at, u.access_event_id, log_position() as position,
      not exists (select 1 from refresh_tokens t
                   where t.family_id = ${asked.familyId} and t.user_id = u.id and t.revoked_at is null) as family_revoked,
      r.existing, r.mine
    from users u, lateral (
      select coalesce(array_agg(id), '{}') as existing,
             coalesce(array_agg(id) filter (where participant_ids @> array[u.id]), '{}') as mine
        from rooms where id = any(${roomIds}::uuid[]) and merged_into is null) r
    where u.id = ${asked.userId}`
  if (!row) return null
  return {
    access: {
      userId: asked.userId,
      role: row.role,
      disabled: row.disabled,
      rooms: new Set(row.mine),
    },
    name: row.name,
    email: row.email,
    lastSeenAt: row.last_seen_at,
    existing: new Set(row.existing),
    position: Number(row.position),
    accessEventId: Number(row.access_event_id),
    familyRevoked: row.family_revoked,
  }
}
