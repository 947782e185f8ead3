import type { AutoAssign } from '../actions/autoAssign.ts'
import type { ActionContext } from '../actions/context.ts'
import { roomsOpened } from '../domain/autoAssign.ts'
import { createWebhookApp } from '../http/app.ts'
import { createIngest } from '../ingest/ingest.ts'
import { isDatabaseUnavailable } from '../store/unavailable.ts'
import type { Inbound } from '../whatsapp/inbound.ts'
import { WEBHOOK_PATH, webhookRoute } from '../whatsapp/route.ts'
import type { Infra } from './infra.ts'
import type { Observability } from './observability.ts'
import type { Outward } from './outward.ts'

export type Intake = ReturnType<typeof createIntake>

/** What Meta sends us: the webhook route, and the ingest behind it. */
export function createIntake(
  { config, log, now, traces, ingestSql }: Infra,
  {
    ctx,
    autoAssign,
    outward,
    observability: { metrics, emitTracker, webhooks },
    draining,
  }: {
    ctx: ActionContext
    autoAssign: AutoAssign
    outward: Outward
    observability: Observability
    draining: () => boolean
  },
) {
  const ingest = createIngest({ ...ctx, sql: ingestSql }, log, {
    stored: (rows) => {
      autoAssign.offer(roomsOpened(rows))
      outward.media.noteStored(rows)
    },
    observer: {
      committed: metrics.committed,
      settled: emitTracker.settled,
      quarantined: () => void metrics.totals.quarantined++,
    },
    draining,
  })
  const { appSecrets, verifyToken } = config
  const door = createWebhookApp(
    log,
    WEBHOOK_PATH,
    webhookRoute({
      appSecrets,
      verifyToken,
      traced: traces !== null,
      now,
      submit: ingest.submit,
      draining,
      isUnavailable: isDatabaseUnavailable,
      answered: (outcome) => {
        metrics.webhooks[outcome]++
        webhooks.answered(outcome)
      },
    }),
  )
  return {
    ...ingest,
    door,
    /** Applies updates that waited in the database. Those that fail stay there until the next upkeep. */
    applyNow(waiting: unknown[]): void {
      ingest.submit({ items: waiting as Inbound[], body: null }).catch((error) => {
        log.warn({ error: String(error) }, 'updates that waited could not be applied, will retry')
      })
    },
  }
}
