import { createEmitTracker } from '../ops/emitTracker.ts'
import { createHealth } from '../ops/health.ts'
import { createMetrics } from '../ops/metrics.ts'
import { createWebhookWatch } from '../ops/webhookWatch.ts'
import type { Infra } from './infra.ts'

/** The current state of this process. */
type OwnState = {
  sockets: number
  feedPosition: number
  redis: 'ok' | 'down' | 'unused'
  redisRefusal: string | null
  draining: boolean
  sends: 'on' | 'off'
}

export type Watch = ReturnType<typeof createWatch>

/** Observability: metrics, latencies, and health. */
export function createWatch({ config, sql, watchSql, now, traces }: Infra, own: () => OwnState) {
  const metrics = createMetrics({ sql: watchSql, now: own })
  const emitTracker = createEmitTracker((group, at) => {
    metrics.emitted(group, at)
    traces?.emitted(group, at)
  })
  const webhooks = createWebhookWatch({ sql, now })
  const { webhookSilenceMs } = config
  const health = createHealth({ sql: watchSql, now, webhooks, webhookSilenceMs, own })
  return { metrics, emitTracker, webhooks, health }
}
