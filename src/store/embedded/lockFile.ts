import { Database } from 'bun:sqlite'

/** Referenced for as long as they are held: a collected handle would give its lock back. */
const held = new Set<Database>()

/**
 * Locks `path` for this process, or answers null when another one holds it all through
 * `patienceMs`. The lock is the operating system's, which SQLite takes for us: it ends with the
 * process, so that no stale lock has to be recognised.
 */
export async function lockFile(path: string, patienceMs: number): Promise<(() => void) | null> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const database = tryLock(path)
    if (database) {
      held.add(database)
      return () => {
        held.delete(database)
        database.close()
      }
    }
    if (performance.now() > deadline) return null
    await Bun.sleep(50)
  }
}

function tryLock(path: string): Database | null {
  const database = new Database(path, { create: true, readwrite: true })
  try {
    database.run('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null
    throw error
  }
}
