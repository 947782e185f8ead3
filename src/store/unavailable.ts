/** What postgres.js and the socket below it say when no connection could be made or kept. */
const CONNECTION_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * SQLSTATEs of a server that can't serve now and may again: 08 connection, 53 out of connections, memory or disk,
 * 57014 cut off by a limit of its own or an operator, 57P01-03 shutting down, crashed or starting, 25006 read-only (a
 * standby after a failover), 55P03 locked for too long, 58030 I/O.
 */
const SERVER_STATES = /^(08...|53...|57014|57P0[1-3]|25006|55P03|58030)$/

const MAX_CAUSES = 4

/** Whether a database call failed because the database is out of reach: the same call may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  let current = error
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth++) {
    const { code } = current as { code?: unknown }
    if (typeof code === 'string' && (CONNECTION_CODES.has(code) || SERVER_STATES.test(code))) {
      return true
    }
    if (current instanceof AggregateError && current.errors.some(isDatabaseUnavailable)) return true
    current = current.cause
  }
  return false
}

/** No such function, table or column. */
const SCHEMA_STATES = new Set(['42883', '42P01', '42703'])

/**
 * Whether a call failed because the database is of another version than this process: a newer one has migrated it, and
 * is about to take over. No payload is to blame.
 */
export const isOfAnotherVersion = (error: unknown): boolean =>
  SCHEMA_STATES.has(String((error as { code?: unknown } | null)?.code))

/** Whether a statement was cut off by a limit of the server's (`statement_timeout`), or by an operator: a smaller one may pass. */
export const isCancelled = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === '57014'
