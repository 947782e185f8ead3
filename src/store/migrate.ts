import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

const MIGRATIONS = join(import.meta.dir, '../../drizzle')
const LOCK = 7283
/** Lock timeout: while a migration waits for a table's lock, everybody else queues behind it, so it waits only briefly. */
const WAITING_MS = 1_000
const AGAIN_MS = 5_000
/** Lock timeout, or deadlock. */
const HELD = new Set(['55P03', '40P01'])

/**
 * Applies pending migrations, one process at a time, since several servers may start together. If a table is locked, e.g. by
 * a long backup, it retries, and servers of the previous version go on meanwhile.
 */
export async function migrateDatabase(
  url: string,
  {
    log = { warn() {} },
    folder = MIGRATIONS,
  }: { log?: { warn(text: string): void }; folder?: string } = {},
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 })
  try {
    // A session lock, not a transaction's, since the migrator opens transactions of its own.
    await sql`select pg_advisory_lock(${LOCK})`
    await sql`select set_config('lock_timeout', ${String(WAITING_MS)}, false)`
    const database = drizzle(sql)
    while (await isHeldUp(migrate(database, { migrationsFolder: folder }))) {
      log.warn('the migrations wait: a backup, or somebody else, holds a table that they change')
      await Bun.sleep(AGAIN_MS)
    }
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Whether it was given up because of a lock; then nothing was changed. */
async function isHeldUp(migrated: Promise<void>): Promise<boolean> {
  try {
    await migrated
    return false
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as { code?: string }
    if (code !== undefined && HELD.has(code)) return true
    throw error
  }
}
