import { createHealth } from '../ops/health.ts'
import { createLandings } from '../ops/landings.ts'
import { createMetrics } from '../ops/metrics.ts'
import { createWebhookWatch } from '../ops/webhookWatch.ts'
import type { Ground } from './ground.ts'

/** What the process knows of itself at the moment. */
type OwnState = {
  sockets: number
  feedPosition: number
  redis: 'ok' | 'down' | 'unused'
  draining: boolean
  sends: 'on' | 'off'
}

export type Watch = ReturnType<typeof createWatch>

/** Whoever only looks on: counts, times, and how the server is. */
export function createWatch({ config, sql, watchSql, now, traces }: Ground, own: () => OwnState) {
  const metrics = createMetrics({ sql: watchSql, now: own })
  const landings = createLandings((landed, at) => {
    metrics.emitted(landed, at)
    traces?.landed(landed, at)
  })
  const webhooks = createWebhookWatch({ sql, now })
  const { webhookSilenceMs } = config
  const health = createHealth({ sql: watchSql, now, webhooks, webhookSilenceMs, own })
  return { metrics, landings, webhooks, health }
}
