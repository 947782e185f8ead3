import type { Sql } from '../../src/store/database.ts'

/** Until so many statements of this database wait for another's lock. Not within a transaction: it would see no news. */
export async function waitForWaiting(sql: Sql, count = 1): Promise<void> {
  for (;;) {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`
    if (row!.count >= count) return
  }
}
