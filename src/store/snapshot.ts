import type { Sql, Tx } from './database.ts'

/**
 * Reads several things as of one moment. Lists are short and what they are narrowed down to differs: each is planned for
 * its own values, and walks from an ordered index, as far as its page goes.
 */
export function inSnapshot<T>(sql: Sql, read: (tx: Tx) => Promise<T>): Promise<T> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    // Sent at once, and not waited for: what is read comes after it on the same connection.
    const planned = tx`
      select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
             set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`.execute()
    const [result] = await Promise.all([read(tx), planned])
    return result
  }) as Promise<T>
}
