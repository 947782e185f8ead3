import { judgeHealth } from '../domain/health.ts'
import type { Health } from '../protocol/health.ts'
import type { Sql } from '../store/database.ts'
import { readHealth } from '../store/health.ts'
import type { createWebhookWatch } from './webhookWatch.ts'

/** Asks everything that a server stands on how it is. */
export function createHealth(deps: {
  sql: Sql
  now: () => number
  webhooks: ReturnType<typeof createWebhookWatch>
  webhookSilenceMs: number
  /** What the process itself knows at the moment. */
  own: () => {
    draining: boolean
    redis: 'ok' | 'down' | 'unused'
    sends: 'on' | 'off'
    sockets: number
    feedPosition: number
  }
}) {
  const startedAt = deps.now()
  let underWay: ReturnType<typeof readHealth> | undefined
  /** SECURITY: `/ready` is anybody's, as often as they like. Those who ask at once share one look at the database. */
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
      },
      deps,
    )
  }
}
