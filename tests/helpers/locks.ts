import type { Sql } from '../../src/store/database.ts'

/**
 * Waits until this many statements wait for locks. Not for use in a transaction, which would not see changes.
 * @param holder process id of the connection whose locks they wait for; any by default
 */
export async function waitForWaiting(
  sql: Sql,
  count = 1,
  holder: number | null = null,
): Promise<void> {
  while ((await countWaiting(sql, holder)) < count) {
    // Polls without a pause.
  }
}

/** Whether a statement waits for what this connection holds. */
export const isAnyWaitingFor = async (sql: Sql, pid: number) => (await countWaiting(sql, pid)) > 0

async function countWaiting(sql: Sql, holder: number | null): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'
       and (${holder}::int is null or ${holder} = any(pg_blocking_pids(pid)))`
  return row!.count
}
