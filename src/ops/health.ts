import { judgeHealth } from '../domain/health.ts'
import type { Health } from '../protocol/health.ts'
import type { Sql } from '../store/database.ts'
import { readHealth } from '../store/health.ts'
import type { createWebhookCounts } from './webhookCounts.ts'

/** Checks the health of the process and of everything it depends on. */
export function createHealth(deps: {
  sql: Sql
  now: () => number
  webhooks: ReturnType<typeof createWebhookCounts>
  webhookSilenceMs: number
  /** The current state of this process. */
  own: () => {
    draining: boolean
    redis: 'ok' | 'down' | 'unused'
    redisRefusal: string | null
    sends: 'on' | 'off'
    sockets: number
    feedPosition: number
  }
}) {
  const startedAt = deps.now()
  let underWay: ReturnType<typeof readHealth> | undefined
  /** SECURITY: anybody may call `/ready`, as often as they like, so concurrent calls share one database query. */
  const look = (feedPosition: number) => {
    underWay ??= readHealth(deps.sql, feedPosition).finally(() => {
      underWay = undefined
    })
    return underWay
  }
  return async (): Promise<Health> => {
    const { feedPosition, ...own } = deps.own()
    const { signed, failed, notStored, lastAt } = deps.webhooks.recent()
    const stored = await look(feedPosition)
    const known = typeof stored === 'string' ? null : stored
    const last = Math.max(lastAt ?? 0, known?.lastWebhookAt ?? 0)
    return judgeHealth(
      {
        ...own,
        now: deps.now(),
        startedAt,
        lastWebhookAt: last === 0 ? null : last,
        signed,
        notStored,
        database: typeof stored === 'string' ? stored : 'ok',
        refused: known?.refused ?? [],
        signature_failures: failed,
        feed_lag_seconds: known?.backlog.feedSeconds ?? 0,
        sends_waiting: known?.backlog.sends.queued ?? 0,
        oldest_send_seconds: known?.backlog.oldestSendSeconds ?? 0,
        quarantine_waiting: known?.backlog.quarantineWaiting ?? 0,
        files_late: known?.backlog.filesLate ?? 0,
      },
      deps,
    )
  }
}
