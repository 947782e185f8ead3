import { readConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { developmentSecrets } from '../secrets.ts'
import { startDatabase } from '../startDatabase.ts'

/** The database that the server would use, migrated; ends the command with a sentence if it can't be had. */
export async function openFromEnvironment() {
  try {
    const config = readConfig(process.env, developmentSecrets)
    const log = createLog({ production: config.production, level: config.logLevel })
    return { log, database: await startDatabase(config, log) }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
