import type { Tx } from './database.ts'

/** A user's id, and when they were last seen before (ISO 8601). */
export type Seen = { id: string; lastSeenAt: string | null }

/** Takes or renews the leases of users who have sockets on a process, all at once. */
export async function takeLeases(
  tx: Tx,
  { processId, userIds, leaseMs }: { processId: string; userIds: string[]; leaseMs: number },
): Promise<void> {
  await tx`
    insert into presence_leases (process_id, user_id, expires_at)
    select ${processId}, id, clock_timestamp() + ${leaseMs} * interval '1 millisecond' from unnest(${userIds}::uuid[]) as u(id)
        on conflict (process_id, user_id) do update set expires_at = excluded.expires_at`
}

/**
 * Gives back the leases of users who have left a process, and notes that they were seen until now; a user whom somebody
 * changes in this moment is passed over, so that no lease waits for them.
 * @returns those who are on no other process either
 */
export function dropLeases(
  tx: Tx,
  { processId, userIds }: { processId: string; userIds: string[] },
): Promise<Seen[]> {
  return tx<Seen[]>`
    with gone as (
      delete from presence_leases where process_id = ${processId} and user_id = any(${userIds}::uuid[]) returning user_id
    ), free as (
      select u.id from gone, lateral (select id from users where id = gone.user_id for no key update skip locked) u
    ), seen as (
      update users set last_seen_at = clock_timestamp() where id = any (array(select id from free)) returning id, last_seen_at)
    select user_id as id, iso(coalesce(last_seen_at, clock_timestamp())) as "lastSeenAt" from gone left join seen on id = user_id
     where not exists (select 1 from presence_leases l
                        where l.user_id = gone.user_id and l.process_id <> ${processId} and l.expires_at > clock_timestamp())`
}

/** Clears leases that nobody renewed: their process has died, and its users were seen when it last renewed them. */
export async function sweepLeases(tx: Tx, leaseMs: number): Promise<void> {
  await tx`
    with gone as (
      delete from presence_leases where expires_at <= clock_timestamp() returning user_id, expires_at
    ), last as (
      select user_id, max(expires_at) - ${leaseMs} * interval '1 millisecond' as at from gone group by user_id
    ), free as (
      select u.id from last, lateral (select id from users where id = last.user_id for no key update skip locked) u)
    update users set last_seen_at = greatest(last_seen_at, (select at from last where user_id = users.id))
     where id = any (array(select id from free))`
}

/** Who is online on any process, and for how long their leases still hold (ms). */
export async function readOnline(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx<{ id: string; left: number }[]>`
    select user_id as id, (extract(epoch from max(expires_at) - clock_timestamp()) * 1000)::float8 as left
      from presence_leases where expires_at > clock_timestamp() group by user_id`
  return new Map(rows.map(({ id, left }) => [id, left]))
}

export function readLastSeen(tx: Tx, userIds: string[]): Promise<Seen[]> {
  return tx<Seen[]>`
    select id, iso(last_seen_at) as "lastSeenAt" from users where id = any(${userIds}::uuid[])`
}
