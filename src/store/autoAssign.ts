import type { AutoAssign, Candidate } from '../domain/autoAssign.ts'
import type { Tx } from './database.ts'

/** How a number of ours gives out its rooms. */
export async function readAutoAssign(tx: Tx, channelId: string): Promise<AutoAssign> {
  const [row] = await tx<{ mode: AutoAssign }[]>`
    select auto_assign as mode from channels where id = ${channelId}`
  return row!.mode
}

/** One automatic assignment at a time, until the commit: the next one sees it. */
export async function lockAutoAssign(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(7287, 1)`
}

/** Agents who are online, with what is on their hands. OFFSET keeps the plan: from each lease to its user and rooms. */
export function readCandidates(tx: Tx): Promise<Candidate[]> {
  return tx<Candidate[]>`
    select u.id,
      (select count(*)::int from room_participants p,
         lateral (select 1 from rooms r where r.id = p.room_id and r.status = 'open' and r.merged_into is null offset 0) r
        where p.user_id = u.id) as "openRooms",
      iso((select h.at from room_history h where h.data->>'agent_id' = u.id::text and h.kind in ('assigned', 'claimed')
            order by h.at desc limit 1)) as "lastAssignedAt"
      from (select distinct user_id from presence_leases where expires_at > clock_timestamp()) l,
        lateral (select id from users where id = l.user_id and role = 'agent' and not disabled offset 0) u`
}

/** Of these rooms, those that nobody has and whose number gives out its rooms by itself. */
export async function keepAutoAssigned(tx: Tx, roomIds: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select r.id from (select id from channels where auto_assign <> 'off' offset 0) c,
        lateral (select * from rooms where id = any(${roomIds as string[]}::uuid[]) and channel_id = c.id offset 0) r
     where r.participant_ids = '{}' order by r.created_at, r.id`
  return rows.map(({ id }) => id)
}

/**
 * [Q5] Open rooms that wait for an agent, the longest waiting first: nobody has them, and nobody was taken off them by a
 * person since they were last opened; who was taken off a closed room was so before. None as long as no agent is online.
 */
export async function findWaitingRooms(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select r.id from rooms r join channels c on c.id = r.channel_id
     where r.status = 'open' and r.participant_ids = '{}' and r.merged_into is null and c.auto_assign <> 'off'
       and exists (select 1 from presence_leases l,
                     lateral (select 1 from users where id = l.user_id and role = 'agent' and not disabled offset 0) u
                    where l.expires_at > clock_timestamp())
       and true is distinct from (
         select h.kind = 'unassigned' and h.data->>'status' is distinct from 'closed' from room_history h
          where h.room_id = r.id and h.kind in ('assigned', 'claimed', 'unassigned', 'status')
          order by h.at desc, h.id desc limit 1)
     order by r.activity_at, r.id limit ${limit}`
  return rows.map(({ id }) => id)
}
