import type { ActionContext } from '../actions/context.ts'
import { learnRecipient } from '../actions/learnRecipient.ts'
import type { EventRow } from '../domain/event.ts'
import type { OutcomeInput } from '../store/outbox.ts'
import type { Graph } from '../whatsapp/graph.ts'
import { createAttempt } from './attempt.ts'
import { createChannelChecks } from './channelChecks.ts'
import { createOutbox, type OutboxTimes } from './outbox.ts'
import { createReceipts } from './receipts.ts'
import { createSettle } from './settle.ts'
import { createUpload, type OpenFile } from './uploadFile.ts'

export type Delivery = ReturnType<typeof startDelivery>

export type DeliveryTimes = Partial<OutboxTimes> & { probeMs?: number; lastWritesMs?: number }

/** How long a shutdown keeps trying to write outcomes while the database is away. Each is tried at least once. */
const LAST_WRITES_MS = 5_000

/** Starts everything that sends to Meta: outbox, attempts, outcomes, checks of refused numbers, and receipts. */
export function startDelivery(deps: {
  ctx: ActionContext
  graph: Graph
  open: OpenFile
  applyWaiting: (waiting: unknown[]) => void
  log: Record<'warn' | 'error', (fields: object, text: string) => void>
  times?: DeliveryTimes | undefined
  /** Called with each outcome after its commit. */
  settled?: (kind: OutcomeInput['kind']) => void
}) {
  const { ctx, graph, log } = deps
  const { sql, now } = ctx
  const leaving = new AbortController()
  const settling = createSettle(ctx, deps.applyWaiting, log, deps.settled)
  const attempt = createAttempt({
    graph,
    upload: createUpload({ sql, graph, open: deps.open, now, log, leaving: leaving.signal }),
    settle: settling.settle,
    learn: (job, accepted) => learnRecipient(ctx, { sentTo: job, answered: accepted }),
    now,
    random: Math.random,
    log,
  })
  const outbox = createOutbox({
    sql,
    now,
    attempt,
    settle: settling.settle,
    log,
    times: deps.times,
  })
  const checks = createChannelChecks({
    ctx,
    graph,
    restored: outbox.wake,
    log,
    everyMs: deps.times?.probeMs,
  })
  const receipts = createReceipts({ sql, graph, now, log })
  return {
    wake: outbox.wake,
    read: receipts.read,
    typing: receipts.typing,
    /** Call with every row that the feed passes. */
    note(row: EventRow): void {
      outbox.note(row)
      checks.note(row)
      receipts.note(row)
    },
    /** Checks refused numbers at Meta now. */
    probe: checks.probe,
    /**
     * Starts nothing new; resolves once running attempts have ended and are written. Uploads are given back. Outcomes that
     * can't be written because the database is away are settled later by Meta's statuses, as after a crash.
     */
    async stop() {
      leaving.abort()
      const enough = setTimeout(settling.stop, deps.times?.lastWritesMs ?? LAST_WRITES_MS)
      await Promise.all([outbox.stop(), checks.stop(), receipts.idle()])
      clearTimeout(enough)
      settling.stop()
      await settling.idle()
    },
  }
}
