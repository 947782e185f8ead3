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

/** After a restore from backup: makes every client reload. */
export async function renewEpoch(sql: Sql): Promise<void> {
  await sql`update server_state set epoch = gen_random_uuid()`
}
