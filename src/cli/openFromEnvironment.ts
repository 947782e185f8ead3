import { resolve } from 'node:path'
import { startDatabase } from '../app/startDatabase.ts'
import { developmentSecrets } from '../config/secrets.ts'
import { readConfig } from '../config.ts'
import { createLog } from '../ops/log.ts'
import { findClusterDir } from '../store/embedded/place.ts'

/**
 * Opens and migrates the database that the server would use, and names it. If that fails, prints why and exits.
 * @param mayMake whether to create an embedded database if there is none
 */
export async function openFromEnvironment({ mayMake }: { mayMake: boolean }) {
  try {
    const config = readConfig(process.env, developmentSecrets)
    const { databaseUrl, dataDir } = config
    if (!mayMake && !databaseUrl && !(await findClusterDir(dataDir))) {
      throw new Error(
        `There is no database in ${resolve(dataDir)}. Set DATABASE_URL, or DATA_DIR, as it is for the server.`,
      )
    }
    const log = createLog({ production: config.production, level: config.logLevel })
    const which = databaseUrl ? nameOf(new URL(databaseUrl)) : `the one in ${resolve(dataDir)}`
    return { log, which, database: await startDatabase(config, log) }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

const nameOf = ({ host, pathname }: URL) => host + pathname
