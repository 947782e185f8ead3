import type { Sql } from '../../src/store/database.ts'

/** Waits until this many statements wait for locks. Not for use in a transaction, which would not see changes. */
export async function waitForWaiting(sql: Sql, count = 1): Promise<void> {
  while ((await countWaiting(sql)) < count) {
    // Polls without a pause.
  }
}

/** Whether a statement waits for what this connection holds. */
export async function isAnyWaitingFor(sql: Sql, pid: number): Promise<boolean> {
  const [row] = await sql<{ waits: boolean }[]>`
    select exists (select from pg_stat_activity where datname = current_database()
                      and wait_event_type = 'Lock' and ${pid}::int = any (pg_blocking_pids(pid))) as waits`
  return row!.waits
}

async function countWaiting(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`
  return row!.count
}
