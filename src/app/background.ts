import type { AutoAssign } from '../actions/autoAssign.ts'
import type { ActionContext } from '../actions/context.ts'
import { expireMedia } from '../actions/expireMedia.ts'
import { startIndexing } from '../actions/indexMessages.ts'
import type { Infra } from './infra.ts'
import type { Intake } from './intake.ts'
import type { Observability } from './observability.ts'
import type { Outward } from './outward.ts'
import type { Realtime } from './realtime.ts'
import { startUpkeep } from './upkeep.ts'

export type Background = ReturnType<typeof startBackground>

/** Work that no request triggers: upkeep, and indexing for search. */
export function startBackground(
  { config, log, now, sql, epochChanged }: Infra,
  {
    ctx,
    autoAssign,
    realtime,
    outward: { media, templates },
    intake,
    observability,
  }: {
    ctx: ActionContext
    autoAssign: AutoAssign
    realtime: Realtime
    outward: Outward
    intake: Intake
    observability: Observability
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
    shareWebhooks: observability.webhooks.share,
    refreshEpoch: async () => {
      if (await epochChanged()) {
        log.warn('the database was restored or has failed over')
        isBehind = true
      }
      if (!isBehind) return
      // Repeated until it succeeds: right after a failover, some connections do not answer yet.
      await realtime.followNewLog()
      isBehind = false
    },
  })
  const indexing = startIndexing({ sql, position: () => realtime.feed.position, log })
  return { upkeep, indexing }
}
