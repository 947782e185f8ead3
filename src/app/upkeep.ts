import { KNOWN_MS } from '../actions/lockout.ts'
import type { Config } from '../config.ts'
import type { Log } from '../ops/log.ts'
import { pruneAudit } from '../store/audit.ts'
import type { Sql } from '../store/database.ts'
import { pruneEnded, pruneEvents, pruneWebhooks } from '../store/prune.ts'
import { pruneSignIns } from '../store/signInFailures.ts'
import { compactTallies } from '../store/stats.ts'
import { sampleRooms } from '../store/statsHistory.ts'

const EVERY_MS = 60_000
const OFTEN_MS = 5_000

/** Periodic jobs; none overlaps with itself. A job that fails is logged, blocks no other, and runs again next time. */
export function startUpkeep(deps: {
  sql: Sql
  now: () => number
  log: Pick<Log, 'warn'>
  keep: Pick<
    Config,
    'eventRetentionMs' | 'auditRetentionMs' | 'quarantineRetentionMs' | 'webhookRetentionMs'
  >
  applyWaiting: () => Promise<void>
  refreshEpoch: () => Promise<void>
  /** Tells the other processes when Meta's last webhook came. */
  shareWebhooks: () => Promise<void>
  /** Assigns rooms that still wait for automatic assignment. */
  sweepRooms: () => Promise<void>
  /** Fetches templates that are due. */
  refreshTemplates: () => Promise<void>
  /** Drops files older than the retention period. */
  expireMedia: () => Promise<void>
  /** Removes unused files, also those left by killed processes. */
  clearMedia: () => Promise<void>
  /** Overrides the period of one minute. */
  everyMs?: number
}) {
  const { sql, now, log, keep, everyMs = EVERY_MS } = deps
  const before = (ms: number) => new Date(now() - ms)
  const minutely = repeat(log, everyMs, {
    waiting: deps.applyWaiting,
    events: () => pruneEvents(sql, before(keep.eventRetentionMs)),
    ended: () => pruneEnded(sql, new Date(now())),
    audit: () => pruneAudit(sql, before(keep.auditRetentionMs)),
    webhooks: () =>
      pruneWebhooks(sql, {
        quarantined: before(keep.quarantineRetentionMs),
        others: before(keep.webhookRetentionMs),
      }),
    samples: () => sampleRooms(sql, now()),
    sign_ins: () => pruneSignIns(sql, { now: new Date(now()), networksBefore: before(KNOWN_MS) }),
  })
  const often = repeat(log, OFTEN_MS, {
    epoch: deps.refreshEpoch,
    silence: deps.shareWebhooks,
    counters: () => compactTallies(sql),
    rooms: deps.sweepRooms,
  })
  // On timers of their own, since they may take long: the media store, Meta, and files that expire room by room.
  const files = repeat(log, EVERY_MS, { files: deps.clearMedia })
  const expiry = repeat(log, EVERY_MS, { expiry: deps.expireMedia })
  const outside = repeat(log, OFTEN_MS, { templates: deps.refreshTemplates })
  return {
    stop() {
      for (const timer of [minutely, often, files, expiry, outside]) clearInterval(timer)
    },
  }
}

/** Runs named steps one after the other; a step that fails does not stop the next. */
function repeat(
  log: Pick<Log, 'warn'>,
  everyMs: number,
  steps: Record<string, () => Promise<void>>,
): Timer {
  let busy = false
  const run = async () => {
    if (busy) return
    busy = true
    for (const [step, work] of Object.entries(steps)) {
      try {
        await work()
      } catch (error) {
        const { code } = error as { code?: unknown }
        log.warn({ step, code }, 'upkeep could not be done, will retry')
      }
    }
    busy = false
  }
  void run()
  return setInterval(run, everyMs)
}
