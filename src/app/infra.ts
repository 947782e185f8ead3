import { openRedis } from '../cluster/redis.ts'
import type { Config } from '../config.ts'
import { PARALLEL_GROUPS } from '../ingest/ingest.ts'
import type { Log } from '../ops/log.ts'
import { openDatabase } from '../store/database.ts'
import { setTimeZone } from '../store/days.ts'
import { readEpoch } from '../store/epoch.ts'

const OPS_ANSWER_S = 2
/** Below OPS_ANSWER_S, so that no statement runs on after its connection was given up. */
const OPS_STATEMENT_MS = 1_500

export type Infra = Awaited<ReturnType<typeof openInfra>>

/** What everything else depends on (databases, Redis, traces): opened first, closed last. */
export async function openInfra(
  config: Config,
  { databaseUrl, log, now }: { databaseUrl: string; log: Log; now: () => number },
) {
  const database = openDatabase(databaseUrl)
  // Connections of its own: a PostgreSQL backend that runs the same call again takes little more than half the time.
  const ingestDatabase = openDatabase(databaseUrl, { max: PARALLEL_GROUPS })
  // One of its own, so that health checks don't wait behind slow queries. It is given up soon if nothing comes through, since
  // a health check is answered within a second or not at all.
  const opsDatabase = openDatabase(databaseUrl, {
    max: 1,
    answerSeconds: OPS_ANSWER_S,
    statementMs: OPS_STATEMENT_MS,
  })
  const { sql } = database
  const { timeZone } = config
  if (timeZone !== undefined && (await setTimeZone(sql, timeZone)))
    log.info({ timeZone }, 'days are counted by another time zone from now on')
  let epoch = await readEpoch(sql)
  const redis = config.redisUrl ? openRedis(config.redisUrl, log) : null
  const traces = config.tracing && (await import('../ops/traces.ts')).openTraces(config.tracing)

  return {
    config,
    log,
    now,
    sql,
    ingestSql: ingestDatabase.sql,
    opsSql: opsDatabase.sql,
    /** Null for a single process. */
    redis,
    redisState: (): 'ok' | 'down' | 'unused' =>
      redis ? (redis.answers() ? 'ok' : 'down') : 'unused',
    redisRefusal: (): string | null => redis?.refusal() ?? null,
    /** Null if tracing is off. */
    traces,
    /** The database's epoch, as last read. */
    epoch: () => epoch,
    /** Reads the epoch again. @returns whether it changed: the database was restored or has failed over */
    async epochChanged(): Promise<boolean> {
      const before = epoch
      epoch = await readEpoch(sql)
      return epoch !== before
    },
    closeDatabases: () =>
      Promise.all([database, ingestDatabase, opsDatabase].map(({ close }) => close())),
  }
}
