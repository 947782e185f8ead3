import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { findBinaries } from './binaries.ts'
import { readCluster } from './cluster.ts'
import { lockFile } from './lockFile.ts'
import { checkReach, findClusterDir, makeClusterDir } from './place.ts'
import { chooseUser } from './runAs.ts'
import { clusterUrl } from './session.ts'
import { type Log, supervise } from './supervise.ts'

export type EmbeddedPostgres = {
  /** Valid until `stop`, also across a crash of PostgreSQL. */
  url: string
  how: 'created' | 'started' | 'taken over'
  startedInMs: number
  /** Ends all sessions, shuts PostgreSQL down and gives the data directory free. */
  stop(): Promise<void>
}

/** How long a leaving owner may take to let go before we give up. */
const PATIENCE_MS = 3_000

/**
 * Starts PostgreSQL on `<dataDir>/postgres`, makes the database when there is none, and takes over
 * the PostgreSQL that a killed server left running. While we live, no other server can own it.
 * @throws Error with a sentence for the operator: `dataDir` is in use, unusable or out of reach
 */
export async function startEmbeddedPostgres({
  dataDir,
  log,
}: {
  dataDir: string
  log: Log
}): Promise<EmbeddedPostgres> {
  const began = performance.now()
  const directory = await openDirectory(dataDir)
  const inUse = () =>
    new Error(
      `Another server is using the database in ${directory}. Stop it, or give this one a DATA_DIR ` +
        'of its own; servers that are to share a database need DATABASE_URL.',
    )
  const unlock = await lock(directory)
  if (!unlock) throw inUse()
  try {
    const place = await findClusterDir(directory)
    const as = await chooseUser(place)
    const binaries = await findBinaries(as, (line) => log.info(line))
    if (place) await checkReach(place, as)
    const data = place ?? (await makeClusterDir(directory, binaries, as, (line) => log.warn(line)))
    const cluster = await readCluster(data, binaries, as)
    const supervised = await supervise(cluster, log)
    if (!supervised) throw inUse()
    const how = place ? supervised.how : 'created'
    const startedInMs = Math.round(performance.now() - began)
    log.info(`PostgreSQL ${binaries.major} ${how} in ${data}: ${startedInMs} ms`)
    let stopped: Promise<void> | undefined
    const stop = () => (stopped ??= supervised.stop().finally(unlock))
    return { url: clusterUrl(cluster, supervised.port), how, startedInMs, stop }
  } catch (error) {
    unlock()
    throw error
  }
}

async function openDirectory(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true })
    return await realpath(dataDir)
  } catch (error) {
    throw unusable(dataDir, error)
  }
}

async function lock(directory: string): Promise<(() => void) | null> {
  try {
    return await lockFile(join(directory, 'postgres.lock'), PATIENCE_MS)
  } catch (error) {
    throw unusable(directory, error)
  }
}

function unusable(directory: string, error: unknown): Error {
  return new Error(
    `The data directory ${directory} can't be used: ${(error as Error).message}. ` +
      'Set DATA_DIR to a directory that this user may write, or DATABASE_URL to a PostgreSQL.',
  )
}
