import type { ActionContext } from '../actions/context.ts'
import { restoreChannel } from '../actions/restoreChannel.ts'
import { listRefused } from '../store/channels.ts'
import type { Graph } from '../whatsapp/graph.ts'

const EVERY_MS = 60_000

/**
 * [O4] Asks Meta about the numbers that it refuses, every minute and whenever somebody has done something about it. One that
 * it takes again flows again by itself.
 * @param restored hears of it
 */
export function createChannelWatch(deps: {
  ctx: ActionContext
  graph: Pick<Graph, 'checkNumber'>
  restored: () => void
  log: { warn: (fields: object, text: string) => void }
  everyMs?: number | undefined
}) {
  const { ctx, graph } = deps
  let busy: Promise<void> | undefined

  const look = async () => {
    try {
      const channels = await listRefused(ctx.sql)
      for (const { id, phoneNumberId } of channels) {
        if ((await graph.checkNumber(phoneNumberId)) !== 'ok') continue
        if (await restoreChannel(ctx, id)) deps.restored()
      }
    } catch (error) {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code }, 'refused numbers could not be asked about, and will be')
    } finally {
      busy = undefined
    }
  }
  const probe = () => {
    busy ??= look()
    return busy
  }
  const timer = setInterval(probe, deps.everyMs ?? EVERY_MS)
  void probe()
  return {
    probe,
    async stop() {
      clearInterval(timer)
      await busy
    },
  }
}
