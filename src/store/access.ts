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

export type AccessQuery = { userId: string; familyId: string; roomIds: readonly string[] }

/**
 * A user's rights, its part in the rooms asked for, and the log's position: one statement, one snapshot.
 * Null if there is no such user.
 */
export async function readAccess(sql: Sql, asked: AccessQuery): Promise<SessionAccess | null> {
  const [known] = await readAccesses(sql, [asked])
  return known!
}

/** As readAccess, for several at once, in the order in which they are asked for. */
export async function readAccesses(
  sql: Sql,
  asked: readonly AccessQuery[],
): Promise<(SessionAccess | null)[]> {
  type Row = {
    place: number
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
  const rows = await sql<Row[]>`
    select a.place::int, u.role, u.name, u.email, u.disabled, iso(u.last_seen_at) as last_seen_at, u.access_event_id, log_position() as position,
      not exists (select 1 from refresh_tokens t
                   where t.family_id = a.family_id and t.user_id = u.id and t.revoked_at is null) as family_revoked,
      r.existing, r.mine
    from unnest(
           ${asked.map(({ userId }) => userId)}::uuid[],
           ${asked.map(({ familyId }) => familyId)}::uuid[],
           ${asked.map(({ roomIds }) => `{${roomIds}}`)}::text[]) with ordinality a(user_id, family_id, room_ids, place)
    join users u on u.id = a.user_id, lateral (
      select coalesce(array_agg(id), '{}') as existing,
             coalesce(array_agg(id) filter (where participant_ids @> array[u.id]), '{}') as mine
        from rooms where id = any(a.room_ids::uuid[]) and merged_into is null) r`
  const known: (SessionAccess | null)[] = asked.map(() => null)
  for (const row of rows) {
    const { userId } = asked[row.place - 1]!
    known[row.place - 1] = {
      access: { userId, role: row.role, disabled: row.disabled, rooms: new Set(row.mine) },
      name: row.name,
      email: row.email,
      lastSeenAt: row.last_seen_at,
      existing: new Set(row.existing),
      position: Number(row.position),
      accessEventId: Number(row.access_event_id),
      familyRevoked: row.family_revoked,
    }
  }
  return known
}
