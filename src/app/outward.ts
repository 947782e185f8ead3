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
import type { Infra } from './infra.ts'
import { openMeta } from './meta.ts'

export type Outward = ReturnType<typeof createOutward>

/**
 * Everything that calls Meta: sends, receipts, files, templates.
 * @param url this server's own URL, known once it listens
 */
export function createOutward(
  { config, log, now, sql }: Infra,
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
    /** Call with every row that the feed passes. */
    note: (row: EventRow) => delivery?.note(row),
    /** Call when a colleague has read the room, or types in it. */
    read: (roomId: string) => delivery?.read(roomId),
    typing: (roomId: string) => delivery?.typing(roomId),
    /** Checks refused numbers at Meta now. */
    probe: async () => delivery?.probe(),
    /** Starts sending and fetching. Call it once the server listens, since the simulator is part of this server. */
    start(deps: {
      applyWaiting: (waiting: unknown[]) => void
      settled: (kind: OutcomeInput['kind']) => void
    }): void {
      if (graph) {
        const open = media.objects.local
        delivery = startDelivery({ ctx, graph, open, log, times: deliveryTimes, ...deps })
      } else log.warn('WHATSAPP_ACCESS_TOKEN is not set: messages wait until it is')
      media.start()
    },
    stopDelivery: async () => delivery?.stop(),
  }
}
