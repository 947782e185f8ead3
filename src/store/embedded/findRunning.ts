import type postgres from 'postgres'
import type { Cluster } from './cluster.ts'
import { disownPidFile, isAlive, isPostmasterOf, readPidFile } from './pidFile.ts'
import { connect } from './session.ts'

const RECOVERY_MS = 600_000
/** For a process that the platform doesn't let us identify. */
const UNKNOWN_MS = 3_000

/**
 * The running PostgreSQL of the cluster, once it accepts connections; null if there is none. One
 * that still starts, recovers or shuts down is waited for.
 */
export async function findRunning(
  cluster: Cluster,
  onLost: () => void,
  log: (line: string) => void,
): Promise<{ port: number; sql: postgres.Sql } | null> {
  const began = performance.now()
  for (let warned = false; ; ) {
    const file = await readPidFile(cluster.data)
    if (!file || !isAlive(file.pid)) return null
    const ours = await isPostmasterOf(file.pid, cluster.data)
    if (ours === false) {
      // Only if it lives: the pid of one that ended while we looked is for PostgreSQL to judge.
      if (isAlive(file.pid)) await disownPidFile(cluster.data)
      return null
    }
    const sql = file.port ? await connect(cluster, file.port, onLost) : null
    if (sql && file.port) return { port: file.port, sql }
    const waited = performance.now() - began
    // Where a process can't be identified, PostgreSQL itself refuses a directory that is open.
    if (ours === null && waited > UNKNOWN_MS) return null
    if (waited > RECOVERY_MS) {
      throw new Error(
        `PostgreSQL (process ${file.pid}) has ${cluster.directory} open, but accepts no connection. ` +
          `See ${cluster.logFile}; end that process, or set DATABASE_URL.`,
      )
    }
    if (waited > 1_000 && !warned) {
      log(`Waiting for PostgreSQL (process ${file.pid}) to finish recovery or shutdown`)
      warned = true
    }
    await Bun.sleep(20)
  }
}
