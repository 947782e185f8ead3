import type { Sql, Tx } from './database.ts'

/**
 * Runs several reads in one snapshot. Lists have short pages and varying filters, so each statement is planned for its own
 * values, and scans an ordered index only as far as its page needs.
 */
export function inSnapshot<T>(sql: Sql, read: (tx: Tx) => Promise<T>): Promise<T> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    // Not awaited: the reads follow on the same connection, so they run after it.
    const planned = tx`
      select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
             set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`.execute()
    const [result] = await Promise.all([read(tx), planned])
    return result
  }) as Promise<T>
}
