import postgres from 'postgres'

export type Sql = postgres.Sql
/** A connection pool, or a transaction on one of its connections. */
// biome-ignore lint/complexity/noBannedTypes: postgres.js spells "no custom types" as {}
export type Tx = postgres.ISql<{}>

/** Longer than any statement of ours takes. A network that swallows everything would else be waited for 15 minutes. */
const ANSWER_S = 20
/** Shorter than that: a connection that was given up would wait on for its lock, and take a place among few. */
const LOCKED_MS = 15_000
/** A transaction whose server can't be heard any more holds its locks no longer than this. */
const SILENT_IN_TRANSACTION_MS = 30_000

/**
 * Opens a pool. Drizzle keeps the schema and its migrations; queries are said in SQL, since locks, snapshots and
 * set-based writes are what they are about.
 * @param options.max connections at most
 * @param options.answerSeconds a connection that is owed an answer for so long is dead
 * @param options.statementMs what takes longer is cut off by PostgreSQL itself; not at all when it is left out
 */
export function openDatabase(
  url: string,
  {
    max = 12,
    answerSeconds = ANSWER_S,
    statementMs,
  }: { max?: number; answerSeconds?: number; statementMs?: number } = {},
): { sql: Sql; close: () => Promise<void> } {
  const sql = postgres(url, {
    max,
    connect_timeout: 5,
    answer_timeout: answerSeconds,
    // Seconds. Without it queries wait for up to 20 s after an outage, and meanwhile are not even refused.
    backoff: () => 0.1,
    onnotice: () => {},
    connection: {
      application_name: 'ruang',
      TimeZone: 'UTC',
      lock_timeout: LOCKED_MS,
      ...(statementMs !== undefined && { statement_timeout: statementMs }),
      idle_in_transaction_session_timeout: SILENT_IN_TRANSACTION_MS,
    },
  })
  return { sql, close: () => sql.end({ timeout: 5 }) }
}
