import { openRedis } from '../cluster/redis.ts'
import type { Config } from '../config.ts'
import { FLIGHTS } from '../ingest/ingest.ts'
import type { Log } from '../log.ts'
import { openDatabase } from '../store/database.ts'
import { readEpoch } from '../store/epoch.ts'

const WATCH_ANSWER_S = 2
/** Before its connection is given up: it would go on alone, and the next one beside it. */
const WATCH_STATEMENT_MS = 1_500

export type Ground = Awaited<ReturnType<typeof openGround>>

/** What everything else stands on: opened first, closed last. */
export async function openGround(
  config: Config,
  { databaseUrl, log, now }: { databaseUrl: string; log: Log; now: () => number },
) {
  const database = openDatabase(databaseUrl)
  // Connections of its own: a backend that has just done the same does it in little more than half the time.
  const ingestDatabase = openDatabase(databaseUrl, { max: FLIGHTS })
  // One of its own: who asks how we are must not stand in line behind those who are slow. One that nothing comes through any
  // more is given up soon: what is asked is answered within a second, or not waited for.
  const watchDatabase = openDatabase(databaseUrl, {
    max: 1,
    answerSeconds: WATCH_ANSWER_S,
    statementMs: WATCH_STATEMENT_MS,
  })
  const { sql } = database
  let epoch = await readEpoch(sql)
  const redis = config.redisUrl ? openRedis(config.redisUrl, log) : null
  const traces = config.tracing && (await import('../ops/traces.ts')).openTraces(config.tracing)

  return {
    config,
    log,
    now,
    sql,
    ingestSql: ingestDatabase.sql,
    watchSql: watchDatabase.sql,
    /** Null: there is one process. */
    redis,
    redisState: (): 'ok' | 'down' | 'unused' =>
      redis ? (redis.answers() ? 'ok' : 'down') : 'unused',
    /** Null: nobody is told. */
    traces,
    /** Of the database, as it was last read. */
    epoch: () => epoch,
    /** Reads the epoch anew. @returns whether it is another one: the database was restored, or has failed over */
    async epochChanged(): Promise<boolean> {
      const before = epoch
      epoch = await readEpoch(sql)
      return epoch !== before
    },
    closeDatabases: () =>
      Promise.all([database, ingestDatabase, watchDatabase].map(({ close }) => close())),
  }
}
