import postgres from 'postgres'

export type Sql = postgres.Sql
/** A connection pool, or a transaction on one of its connections. */
// biome-ignore lint/complexity/noBannedTypes: postgres.js spells "no custom types" as {}
export type Tx = postgres.ISql<{}>

/** Longer than any statement of ours takes. Without it, a network that drops all packets is noticed after 15 minutes. */
const ANSWER_S = 20
/** Shorter than ANSWER_S: else the statement of a connection given up by us would still wait for its lock in PostgreSQL. */
const LOCK_TIMEOUT_MS = 15_000
/** How long a transaction may hold its locks after its server has lost the connection. */
const IDLE_IN_TRANSACTION_MS = 30_000

/**
 * Opens a pool. Drizzle manages the schema and its migrations. Queries are written in SQL, because they depend on locks
 * (see LOCKS.md), snapshots and set-based writes.
 * @param options.max most connections
 * @param options.answerSeconds a connection that has waited this long for an answer is given up
 * @param options.statementMs PostgreSQL cancels statements that take longer; no limit if absent
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
    // Seconds. With the driver's default, queries after an outage wait for up to 20 s without an error.
    backoff: () => 0.1,
    onnotice: () => {},
    connection: {
      application_name: 'ruang',
      TimeZone: 'UTC',
      lock_timeout: LOCK_TIMEOUT_MS,
      ...(statementMs !== undefined && { statement_timeout: statementMs }),
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
  })
  return { sql, close: () => sql.end({ timeout: 5 }) }
}
