import type { ActionContext } from '../actions/context.ts'
import { learnRecipient } from '../actions/learnRecipient.ts'
import type { EventRow } from '../domain/event.ts'
import type { OutcomeInput } from '../store/outbox.ts'
import type { Graph } from '../whatsapp/graph.ts'
import { createChannelWatch } from './channelWatch.ts'
import { createFly } from './fly.ts'
import { createOutbox, type OutboxTimes } from './outbox.ts'
import { createReceipts } from './receipts.ts'
import { createSettle } from './settle.ts'
import { createUpload, type OpenFile } from './uploadFile.ts'

export type Delivery = ReturnType<typeof startDelivery>

export type DeliveryTimes = Partial<OutboxTimes> & { probeMs?: number; lastWritesMs?: number }

/** How long who leaves goes on trying to write what became of sends, while the database is away. Each is tried once at least. */
const LAST_WRITES_MS = 5_000

/** Everything that hands messages to Meta: claims, flights, outcomes, and the watch over numbers that it refuses. */
export function startDelivery(deps: {
  ctx: ActionContext
  graph: Graph
  open: OpenFile
  applyWaiting: (waiting: unknown[]) => void
  log: Record<'warn' | 'error', (fields: object, text: string) => void>
  times?: DeliveryTimes | undefined
  /** Hears of each outcome that is committed. */
  settled?: (kind: OutcomeInput['kind']) => void
}) {
  const { ctx, graph, log } = deps
  const { sql, now } = ctx
  const leaving = new AbortController()
  const settling = createSettle(ctx, deps.applyWaiting, log, deps.settled)
  const fly = createFly({
    graph,
    upload: createUpload({ sql, graph, open: deps.open, now, log, leaving: leaving.signal }),
    settle: settling.settle,
    learn: (job, accepted) => learnRecipient(ctx, { sentTo: job, answered: accepted }),
    now,
    random: Math.random,
    log,
  })
  const outbox = createOutbox({ sql, now, fly, settle: settling.settle, log, times: deps.times })
  const watch = createChannelWatch({
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
    /** Hears of every row that the feed passes. */
    note(row: EventRow): void {
      outbox.note(row)
      receipts.note(row)
    },
    /** Asks Meta now about the numbers that it refuses. */
    probe: watch.probe,
    /**
     * Takes nothing new; resolves when what was under way has landed and is written. Uploads are given back. What can't be
     * written for want of a database is left to Meta's statuses, as after a crash.
     */
    async stop() {
      leaving.abort()
      const enough = setTimeout(settling.stop, deps.times?.lastWritesMs ?? LAST_WRITES_MS)
      await Promise.all([outbox.stop(), watch.stop(), receipts.idle()])
      clearTimeout(enough)
      settling.stop()
      await settling.idle()
    },
  }
}
