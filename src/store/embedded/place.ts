import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, realpath, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Binaries, SHARED_DIRECTORY } from './binaries.ts'
import { createCluster, syncToDisk } from './cluster.ts'
import { canReach, type RunAs } from './runAs.ts'

/** The real path of the cluster of `dataDir`, null when none was made yet. */
export async function findClusterDir(dataDir: string): Promise<string | null> {
  const path = join(dataDir, 'postgres')
  if (!(await lstat(path).catch(() => null))) return null
  return realpath(path).catch((error) => {
    throw new Error(
      `The database behind the link ${path} is gone (${error.message}). ` +
        'Bring it back, remove the link to begin with an empty one, or set DATABASE_URL.',
    )
  })
}

/**
 * Makes the cluster of `dataDir`: in it, or, where PostgreSQL's user can't reach it, in
 * /var/lib/ruang with a link in its place. Removing `dataDir` thus always begins anew, and moving
 * it loses nothing. Answers the real path.
 */
export async function makeClusterDir(
  dataDir: string,
  binaries: Binaries,
  as: RunAs,
  log: (line: string) => void,
): Promise<string> {
  const path = join(dataDir, 'postgres')
  if (await canReach([dataDir], as)) {
    await createCluster(path, binaries, as)
    return path
  }
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const elsewhere = join(SHARED_DIRECTORY, `${hash}-${randomBytes(4).toString('hex')}`)
  log(`PostgreSQL's user can't reach ${dataDir}: the data are kept in ${elsewhere}.`)
  await mkdir(SHARED_DIRECTORY, { recursive: true, mode: 0o755 })
  await createCluster(elsewhere, binaries, as)
  await symlink(elsewhere, path)
  await syncToDisk(dataDir)
  return elsewhere
}

/** A database that was made in reach may have been moved out of it since. */
export async function checkReach(directory: string, as: RunAs): Promise<void> {
  if (await canReach([directory], as)) return
  throw new Error(
    `PostgreSQL's user (uid ${as?.uid}) can't reach the database in ${directory}. ` +
      'Move it to where every directory above may be entered, or set DATA_DIR or DATABASE_URL.',
  )
}
