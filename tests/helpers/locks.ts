import { openDatabase, type Sql } from '../../src/store/database.ts'

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

/** A transaction on a connection of its own that holds locks until it is released. */
export async function hold(url: string, lock: (sql: Sql) => Promise<unknown>) {
  const { sql, close } = openDatabase(url, { max: 1 })
  const held = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  let pid = 0
  const over = sql.begin(async (tx) => {
    const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
    pid = own!.pid
    await lock(tx as unknown as Sql)
    held.resolve()
    await released.promise
  })
  await Promise.race([held.promise, over])
  return {
    /** Of its connection, as PostgreSQL calls it. */
    pid,
    async release() {
      released.resolve()
      await over
      await close()
    },
  }
}
export const holdRoom = (url: string, roomId: string) =>
  hold(url, (tx) => tx`select lock_rooms(array[${roomId}::uuid])`)
export const holdLog = (url: string) => hold(url, (tx) => tx`select pg_advisory_xact_lock(7284, 1)`)
