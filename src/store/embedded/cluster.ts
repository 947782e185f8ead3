import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { type RunAs, run } from './runAs.ts'

/** Superuser and database of ours. */
export const NAME = 'ruang'

/** A database directory of ours: PostgreSQL's own files in `data`, beside its log and our password. */
export type Cluster = {
  directory: string
  data: string
  logFile: string
  password: string
  binaries: Binaries
  as: RunAs
}

/** Opens what `createCluster` made, without starting it. */
export async function readCluster(
  directory: string,
  binaries: Binaries,
  as: RunAs,
): Promise<Cluster> {
  const data = join(directory, 'data')
  const [password, version] = await Promise.all([
    readFile(join(directory, 'password'), 'utf8'),
    readFile(join(data, 'PG_VERSION'), 'utf8'),
  ]).catch((error) => {
    throw new Error(
      `${directory} can't be opened as a database of this server (${error.message}). Run the server ` +
        'as its owner, move it away to begin with an empty one, or set DATABASE_URL.',
    )
  })
  if (Number(version) !== binaries.major) {
    throw new Error(
      `${directory} was made by PostgreSQL ${version.trim()}, but PostgreSQL ${binaries.major} is installed. ` +
        'Carry it over with pg_dump, or set DATABASE_URL to a server of its version.',
    )
  }
  const logFile = join(directory, 'server.log')
  return { directory, data, logFile, password: password.trim(), binaries, as }
}

/**
 * Makes `directory` with an empty database cluster. It is made under another name and renamed when
 * it is complete and on disk: whatever bears the name is whole, also after a SIGKILL or a power cut.
 * @param sync false only for data that may be lost
 */
export async function createCluster(
  directory: string,
  binaries: Binaries,
  as: RunAs,
  { sync = true } = {},
): Promise<void> {
  await removeDrafts(directory)
  const draft = await mkdtemp(draftPrefix(directory))
  const passwordFile = join(draft, 'password')
  await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  if (as) {
    await chown(draft, as.uid, as.gid)
    await chown(passwordFile, as.uid, as.gid)
  }
  const initdb = join(binaries.bin, 'initdb')
  const made = await run(
    [
      initdb,
      `--pgdata=${join(draft, 'data')}`,
      `--username=${NAME}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      ...localeOptions(binaries.major),
      ...(sync ? [] : ['--no-sync']),
    ],
    as,
  )
  if (!made.ok) {
    await rm(draft, { recursive: true, force: true })
    throw new Error(
      `The embedded PostgreSQL could not make a database in ${directory}: ` +
        `${made.stderr.trim() || made.stdout.trim()}. Set DATA_DIR to another directory, or DATABASE_URL.`,
    )
  }
  if (sync) await Promise.all([syncToDisk(passwordFile), syncToDisk(draft)])
  await rename(draft, directory)
  if (sync) await syncToDisk(dirname(directory))
}

/** The built-in provider sorts and folds case alike on every platform; it came with PostgreSQL 17. */
function localeOptions(major: number): string[] {
  if (major < 17) return ['--locale=C.UTF-8']
  return ['--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
}

function draftPrefix(directory: string): string {
  return `${directory}.new-`
}

/** What a process left that was killed while it made the cluster. The caller holds the lock. */
async function removeDrafts(directory: string): Promise<void> {
  const prefix = basename(draftPrefix(directory))
  for (const name of await readdir(dirname(directory))) {
    if (!name.startsWith(prefix)) continue
    // Its orphaned initdb may still write there: then the next start removes the rest.
    const draft = join(dirname(directory), name)
    await rm(draft, { recursive: true, force: true }).catch(() => {})
  }
}

/** A file's content, or which names a directory holds. */
export async function syncToDisk(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
