import { resolve } from 'node:path'
import { backUp } from '../store/embedded/backUp.ts'
import { findBinaries } from '../store/embedded/binaries.ts'
import { readCluster } from '../store/embedded/cluster.ts'
import { findClusterDir } from '../store/embedded/place.ts'
import { chooseUser } from '../store/embedded/runAs.ts'
import { readArguments } from './readArguments.ts'
import { settings } from './settings.ts'

/** Copies the embedded database of a running server to a new folder. */
const USAGE = `bun run db:backup <folder>

  <folder>    yet to be made; the files of messages are not in it`

const [folder] = readArguments(USAGE, { allowPositionals: true }).positionals
const { databaseUrl, dataDir } = settings()
const brokenOff = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => brokenOff.abort(new Error('Aborted: the unfinished copy was removed.')))
}
try {
  if (!folder) throw new Error('bun run db:backup <folder>: a folder that is yet to be made')
  if (databaseUrl)
    throw new Error('DATABASE_URL: that database is backed up by its own means, such as pg_dump.')
  const place = await findClusterDir(dataDir)
  if (!place)
    throw new Error(`There is no database in ${resolve(dataDir)}. Is DATA_DIR another one?`)
  const as = await chooseUser(place)
  const binaries = await findBinaries(as, console.error)
  await backUp(await readCluster(place, binaries, as), resolve(folder), brokenOff.signal)
  console.log(`The database is in ${resolve(folder)}. Back up the files of messages after it.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
