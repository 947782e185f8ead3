import type { AutoAssign, Candidate } from '../domain/autoAssign.ts'
import type { Tx } from './database.ts'

/** The mode of automatic assignment of a channel. */
export async function readAutoAssign(tx: Tx, channelId: string): Promise<AutoAssign> {
  const [row] = await tx<{ mode: AutoAssign }[]>`
    select auto_assign as mode from channels where id = ${channelId}`
  return row!.mode
}

/** Serializes automatic assignments until the commit, so that each sees those before it. */
export async function lockAutoAssign(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(7287, 1)`
}

/**
 * Agents who are online, for `least_busy` with their load. It is counted starting from the open rooms, since over the years
 * most of an agent's rooms are closed. OFFSET fixes the plan: from each lease to its user.
 */
export function readCandidates(tx: Tx, mode: AutoAssign): Promise<Candidate[]> {
  return tx<Candidate[]>`
    with load as materialized (
      select p.id, count(*)::int as open from rooms r, unnest(r.participant_ids) as p(id)
       where ${mode === 'least_busy'} and r.status = 'open' and r.merged_into is null group by p.id
    )
    select u.id, coalesce((select open from load where load.id = u.id), 0) as "openRooms",
      iso((select h.at from room_history h where h.data->>'agent_id' = u.id::text and h.kind in ('assigned', 'claimed')
            order by h.at desc limit 1)) as "lastAssignedAt"
      from (select distinct user_id from presence_leases where expires_at > clock_timestamp()) l,
        lateral (select id from users where id = l.user_id and role = 'agent' and not disabled offset 0) u`
}

/** Those of these rooms that are unassigned and whose channel assigns automatically. */
export async function filterAutoAssigned(tx: Tx, roomIds: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select r.id from (select id from channels where auto_assign <> 'off' offset 0) c,
        lateral (select * from rooms where id = any(${roomIds as string[]}::uuid[]) and channel_id = c.id offset 0) r
     where r.participant_ids = '{}' order by r.created_at, r.id`
  return rows.map(({ id }) => id)
}

/**
 * [Q5] Open unassigned rooms, the longest waiting first, except those from which a person took an agent since they were last
 * opened (taking one off a closed room does not count, nor does a merge into a closed room open it: the other one was open
 * all along). Reads nothing while no agent is online, or no channel assigns automatically, however many rooms wait.
 */
export async function findWaitingRooms(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select r.id from rooms r
     where r.status = 'open' and r.participant_ids = '{}' and r.merged_into is null
       and exists (select 1 from channels where auto_assign <> 'off')
       and r.channel_id = any(array(select id from channels where auto_assign <> 'off'))
       and exists (select 1 from presence_leases l,
                     lateral (select 1 from users where id = l.user_id and role = 'agent' and not disabled offset 0) u
                    where l.expires_at > clock_timestamp())
       and true is distinct from (
         select h.kind = 'unassigned' and h.data->>'status' is distinct from 'closed' from room_history h
          where h.room_id = r.id and h.kind in ('assigned', 'claimed', 'unassigned', 'status')
            and not (h.kind = 'status' and exists (
              select 1 from room_history m where m.room_id = h.room_id and m.at = h.at and m.kind = 'merged'))
          order by h.at desc, h.id desc limit 1)
     order by r.activity_at, r.id limit ${limit}`
  return rows.map(({ id }) => id)
}
