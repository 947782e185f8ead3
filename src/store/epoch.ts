import type { Sql } from './database.ts'

/**
 * What makes a cursor comparable: our own random id, the cluster's identity and its timeline. A restored backup or
 * a failover changes it, and cursors of another epoch are told to reload.
 */
export async function readEpoch(sql: Sql): Promise<string> {
  const [row] = await sql<{ epoch: string }[]>`select epoch from server_state`
  try {
    const [cluster] = await sql<{ system: string; timeline: string }[]>`
      select (pg_control_system()).system_identifier::text as system,
             substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as timeline`
    return `${row!.epoch}.${cluster!.system}.${cluster!.timeline}`
  } catch (error) {
    // Some hosts keep these from ordinary users: then `db:new-epoch` after a restore is the only sign.
    if ((error as { code?: unknown }).code !== '42501') throw error
    return row!.epoch
  }
}

/**
 * After a restore from backup: makes every client reload. What waited to be sent when the backup was made may have been sent
 * since: none of it is sent by itself, and it shows as `unknown`, for a person to decide.
 * @returns how many messages that are
 */
export function renewEpoch(sql: Sql): Promise<number> {
  return sql.begin(async (tx) => {
    await tx`update server_state set epoch = gen_random_uuid()`
    await tx`select lock_rooms(array(select room_id from outbox))`
    const [waited] = await tx<{ ids: string[] }[]>`
      with gone as (
        delete from outbox returning message_id, attempt
      ), unknown as (
        update message_attempts a set unknown_at = now() from gone g
         where a.message_id = g.message_id and a.attempt = g.attempt returning a.message_id
      )
      select coalesce(array_agg(distinct message_id), '{}') as ids from unknown`
    const { ids } = waited!
    await tx`select append_events(show_statuses(${ids}::uuid[], now()))`
    return ids.length
  }) as Promise<number>
}
