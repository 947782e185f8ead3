import { createEmitTracker } from '../ops/emitTracker.ts'
import { createHealth } from '../ops/health.ts'
import { createMetrics } from '../ops/metrics.ts'
import { createWebhookCounts } from '../ops/webhookCounts.ts'
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

export type Observability = ReturnType<typeof createObservability>

/** Observability: metrics, latencies, and health. */
export function createObservability(
  { config, sql, opsSql, now, traces }: Infra,
  own: () => OwnState,
) {
  const metrics = createMetrics({ sql: opsSql, now: own })
  const emitTracker = createEmitTracker((group, at) => {
    metrics.emitted(group, at)
    traces?.emitted(group, at)
  })
  const webhooks = createWebhookCounts({ sql, now })
  const { webhookSilenceMs } = config
  const health = createHealth({ sql: opsSql, now, webhooks, webhookSilenceMs, own })
  return { metrics, emitTracker, webhooks, health }
}
