import { KNOWN_MS } from '../actions/lockout.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { pruneAudit } from '../store/audit.ts'
import type { Sql } from '../store/database.ts'
import { pruneEnded, pruneEvents, pruneWebhooks } from '../store/prune.ts'
import { pruneSignIns } from '../store/signInFailures.ts'
import { compactTallies } from '../store/stats.ts'
import { sampleRooms } from '../store/statsHistory.ts'

const EVERY_MS = 60_000
const OFTEN_MS = 5_000

/** What needs doing now and then, and never twice at once. What fails is logged, keeps nothing else, and is tried again next time. */
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
  const { sql, now, log, keep } = deps
  const before = (ms: number) => new Date(now() - ms)
  const minutely = repeat(log, EVERY_MS, {
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
    expiry: deps.expireMedia,
  })
  const often = repeat(log, OFTEN_MS, {
    epoch: deps.refreshEpoch,
    silence: deps.tellWebhooks,
    counters: () => compactTallies(sql),
    rooms: deps.sweepRooms,
  })
  // By themselves: the store of files and Meta may take their time.
  const files = repeat(log, EVERY_MS, { files: deps.clearMedia })
  const outside = repeat(log, OFTEN_MS, { templates: deps.refreshTemplates })
  return {
    stop() {
      for (const timer of [minutely, often, files, outside]) clearInterval(timer)
    },
  }
}

/** Steps by their names in the log: each is done, whatever became of those before it. */
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
        log.warn({ step, code }, 'upkeep could not be done, and will be tried again')
      }
    }
    busy = false
  }
  void run()
  return setInterval(run, everyMs)
}
