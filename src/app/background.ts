import type { AutoAssign } from '../actions/autoAssign.ts'
import type { ActionContext } from '../actions/context.ts'
import { expireMedia } from '../actions/expireMedia.ts'
import { startIndexing } from '../actions/indexMessages.ts'
import type { Ground } from './ground.ts'
import type { Intake } from './intake.ts'
import type { Outward } from './outward.ts'
import type { Realtime } from './realtime.ts'
import { startUpkeep } from './upkeep.ts'
import type { Watch } from './watch.ts'

export type Background = ReturnType<typeof startBackground>

/** Whatever nobody asks for: upkeep, and search a moment behind the log. */
export function startBackground(
  { config, log, now, sql, epochChanged }: Ground,
  {
    ctx,
    autoAssign,
    realtime,
    outward: { media, templates },
    intake,
    watch,
  }: {
    ctx: ActionContext
    autoAssign: AutoAssign
    realtime: Realtime
    outward: Outward
    intake: Intake
    watch: Watch
  },
) {
  const { mediaRetentionMs } = config
  let isBehind = false
  const upkeep = startUpkeep({
    sql,
    now,
    log,
    keep: config,
    applyWaiting: intake.applyWaiting,
    sweepRooms: autoAssign.sweep,
    refreshTemplates: templates.due,
    expireMedia: async () => {
      if (mediaRetentionMs !== null) await expireMedia(ctx, { before: now() - mediaRetentionMs })
    },
    clearMedia: media.clear,
    tellWebhooks: watch.webhooks.tell,
    refreshEpoch: async () => {
      if (await epochChanged()) {
        log.warn('the database was restored or has failed over')
        isBehind = true
      }
      if (!isBehind) return
      // Until it has been done: of a database that has just failed over, not every connection answers at once.
      await realtime.followAnew()
      isBehind = false
    },
  })
  const indexing = startIndexing({ sql, position: () => realtime.feed.position, log })
  return { upkeep, indexing }
}
