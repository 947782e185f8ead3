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
      if (!(await epochChanged())) return
      log.warn('the database was restored or has failed over')
      await realtime.followAnew()
    },
  })
  const indexing = startIndexing({ sql, position: () => realtime.feed.position, log })
  return { upkeep, indexing }
}
