import type { AutoAssign } from '../actions/autoAssign.ts'
import type { ActionContext } from '../actions/context.ts'
import { createTemplateRefresh } from '../actions/refreshTemplates.ts'
import { createSending } from '../actions/send.ts'
import type { FetchTimes } from '../delivery/fetchMedia.ts'
import { openMedia } from '../delivery/openMedia.ts'
import { type Delivery, type DeliveryTimes, startDelivery } from '../delivery/startDelivery.ts'
import { roomsOpened } from '../domain/autoAssign.ts'
import type { EventRow } from '../domain/event.ts'
import type { OutcomeInput } from '../store/outbox.ts'
import type { Ground } from './ground.ts'
import { openMeta } from './meta.ts'

export type Outward = ReturnType<typeof createOutward>

/**
 * Whatever goes to Meta and is fetched from there: sends, receipts, files, templates.
 * @param url this server's own address, known once it listens
 */
export function createOutward(
  { config, log, now, sql }: Ground,
  {
    ctx,
    autoAssign,
    url,
    deliveryTimes,
    mediaTimes,
  }: {
    ctx: ActionContext
    autoAssign: AutoAssign
    url: () => string
    deliveryTimes?: DeliveryTimes | undefined
    mediaTimes?: FetchTimes | undefined
  },
) {
  const { graph, graphUrl, token, number, businessAccountId, simulator } = openMeta(config, {
    url,
    log,
    now,
  })
  let delivery: Delivery | undefined
  const sending = createSending(ctx, {
    number,
    stored: (rows) => {
      autoAssign.offer(roomsOpened(rows))
      delivery?.wake()
    },
  })
  const media = openMedia({ ctx, config, graph, graphUrl, token, log, times: mediaTimes })
  const templates = createTemplateRefresh({ sql, graph, configured: businessAccountId, log })

  return {
    sends: graph ? ('on' as const) : ('off' as const),
    number,
    simulator,
    sending,
    media,
    templates,
    /** Hears of every row that the feed passes. */
    note: (row: EventRow) => delivery?.note(row),
    /** Somebody of ours has read the room, or writes in it. */
    read: (roomId: string) => delivery?.read(roomId),
    typing: (roomId: string) => delivery?.typing(roomId),
    /** Asks Meta now about the numbers that it refuses. */
    probe: async () => delivery?.probe(),
    /** Begins to send and to fetch. The server listens by now: it may be its own stand-in for Meta. */
    start(deps: {
      applyWaiting: (waiting: unknown[]) => void
      settled: (kind: OutcomeInput['kind']) => void
    }): void {
      if (graph) {
        const open = media.objects.local
        delivery = startDelivery({ ctx, graph, open, log, times: deliveryTimes, ...deps })
      } else log.warn('there is no WHATSAPP_ACCESS_TOKEN: what is sent waits for one')
      media.start()
    },
    stopDelivery: async () => delivery?.stop(),
  }
}
