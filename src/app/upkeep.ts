import { KNOWN_MS } from '../actions/lockout.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { pruneAudit } from '../store/audit.ts'
import type { Sql } from '../store/database.ts'
import { prune, pruneWebhooks } from '../store/prune.ts'
import { pruneSignIns } from '../store/signInFailures.ts'
import { compactTallies } from '../store/stats.ts'
import { sampleRooms } from '../store/statsHistory.ts'

const EVERY_MS = 60_000
const OFTEN_MS = 5_000

/** What needs doing now and then, and never twice at once. A failure is logged, and tried again next time. */
export function startUpkeep(deps: {
  sql: Sql
  now: () => number
  log: Log
  keep: Pick<
    Config,
    'eventRetentionMs' | 'auditRetentionMs' | 'quarantineRetentionMs' | 'webhookRetentionMs'
  >
  applyWaiting: () => Promise<void>
  refreshEpoch: () => Promise<void>
  /** Lets others know when Meta's last webhook came. */
  tellWebhooks: () => Promise<void>
  /** Gives out rooms that were left waiting. */
  sweepRooms: () => Promise<void>
  /** Asks Meta for templates that are due. */
  refreshTemplates: () => Promise<void>
  /** Lets go of files that are older than they are kept. */
  expireMedia: () => Promise<void>
  /** Removes what killed processes left of files. */
  clearMedia: () => Promise<void>
}) {
  const minutely = repeat(deps.log, EVERY_MS, async () => {
    await deps.applyWaiting()
    const now = deps.now()
    const before = (ms: number) => new Date(now - ms)
    const { keep } = deps
    await prune(deps.sql, { eventsBefore: before(keep.eventRetentionMs), now: new Date(now) })
    await pruneAudit(deps.sql, before(keep.auditRetentionMs))
    await pruneWebhooks(deps.sql, {
      quarantined: before(keep.quarantineRetentionMs),
      others: before(keep.webhookRetentionMs),
    })
    await sampleRooms(deps.sql, now)
    await pruneSignIns(deps.sql, { now: new Date(now), networksBefore: new Date(now - KNOWN_MS) })
    await deps.expireMedia()
    await deps.clearMedia()
  })
  const often = repeat(deps.log, OFTEN_MS, async () => {
    await deps.refreshEpoch()
    await deps.tellWebhooks()
    await compactTallies(deps.sql)
    await deps.sweepRooms()
  })
  // By itself: Meta may take its time.
  const outside = repeat(deps.log, OFTEN_MS, deps.refreshTemplates)
  return {
    stop() {
      clearInterval(minutely)
      clearInterval(often)
      clearInterval(outside)
    },
  }
}

function repeat(log: Log, everyMs: number, work: () => Promise<void>): Timer {
  let busy = false
  const run = async () => {
    if (busy) return
    busy = true
    try {
      await work()
    } catch (error) {
      log.warn(
        { code: (error as { code?: unknown }).code },
        'upkeep could not be done, and will be tried again',
      )
    } finally {
      busy = false
    }
  }
  void run()
  return setInterval(run, everyMs)
}
