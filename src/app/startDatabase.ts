import type { Config } from '../config.ts'
import type { Log } from '../ops/log.ts'
import { startEmbeddedPostgres } from '../store/embedded/startEmbeddedPostgres.ts'
import { migrateDatabase } from '../store/migrate.ts'

export type StartedDatabase = {
  url: string
  startedInMs: number
  migratedInMs: number
  stop: () => Promise<void>
}

/** Opens the database of `DATABASE_URL`, or starts the embedded one, and applies all migrations. */
export async function startDatabase(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Log,
): Promise<StartedDatabase> {
  const began = performance.now()
  const embedded = databaseUrl
    ? { url: databaseUrl, stop: () => Promise.resolve() }
    : await startEmbeddedPostgres({
        dataDir,
        log: { info: (text) => log.debug(text), warn: (text) => log.warn(text) },
      })
  const started = performance.now()
  await migrateDatabase(embedded.url, { log }).catch(async (error: Error) => {
    await embedded.stop()
    throw databaseUrl ? new Error(`DATABASE_URL: ${error.message || error.name}`) : error
  })
  return {
    ...embedded,
    startedInMs: Math.round(started - began),
    migratedInMs: Math.round(performance.now() - started),
  }
}
