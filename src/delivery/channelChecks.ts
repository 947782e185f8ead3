import type { ActionContext } from '../actions/context.ts'
import { restoreChannel } from '../actions/restoreChannel.ts'
import type { EventRow } from '../domain/event.ts'
import { listRefused } from '../store/channels.ts'
import type { Graph } from '../whatsapp/graph.ts'
import { mayBeOfOneMessage } from './planOutcome.ts'

const EVERY_MS = 60_000
/** A number refused this soon after Meta called it usable was not usable: its waiting sends go out at once. */
const SOON_MS = 10 * 60_000
/** Half an hour, as a multiple of the interval. */
const LONGEST_REST = 30

/** When Meta called a number usable, how often in a row that was wrong, and until when it is not checked. */
type Known = { usableAt: number; wrong: number; restsUntil: number }
const NOTHING: Known = { usableAt: Number.NEGATIVE_INFINITY, wrong: 0, restsUntil: 0 }

/**
 * [O4] Checks refused numbers at Meta, every minute and on request (`probe`). Once Meta accepts a number again, its sends
 * continue by themselves. [O5] Some refusals (a locked account, an unregistered number) do not show in Meta's answer: each
 * time it was wrong about a number, that number rests for twice as long.
 * @param restored called when a number has become usable again
 */
export function createChannelChecks(deps: {
  ctx: ActionContext
  graph: Pick<Graph, 'checkNumber'>
  restored: () => void
  log: { warn: (fields: object, text: string) => void }
  everyMs?: number | undefined
}) {
  const { ctx, graph, everyMs = EVERY_MS } = deps
  const numbers = new Map<string, Known>()
  let busy: Promise<void> | undefined

  const rests = (id: string, since: number) => {
    const { restsUntil } = numbers.get(id) ?? NOTHING
    // note() may not have got the latest refusal yet. A time in the future, by a clock that was ahead, does not count.
    const age = ctx.now() - since
    return (age >= 0 && age < everyMs) || ctx.now() < restsUntil
  }
  const look = async (rested: boolean) => {
    try {
      for (const { id, phoneNumberId, since } of await listRefused(ctx.sql)) {
        if (rested && rests(id, since)) continue
        if ((await graph.checkNumber(phoneNumberId)) !== 'ok') continue
        if (await restoreChannel(ctx, { id, since })) deps.restored()
      }
    } catch (error) {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code }, 'refused numbers could not be asked about, will retry')
    } finally {
      busy = undefined
    }
  }
  const start = (rested: boolean) => {
    busy ??= look(rested)
    return busy
  }
  const timer = setInterval(() => start(true), everyMs)
  void start(true)
  return {
    /** Call with every row that the feed passes, so that all processes know the same. */
    note(row: EventRow): void {
      if (row.kind !== 'channel_state') return
      const { channel_id: id, state, reason } = row.data
      const now = ctx.now()
      const known = numbers.get(id) ?? NOTHING
      if (state === 'ok') return void numbers.set(id, { ...known, usableAt: now })
      const isWrong = now - known.usableAt < SOON_MS && !mayBeOfOneMessage(reason)
      const wrong = isWrong ? known.wrong + 1 : 0
      const rest = everyMs * Math.min(LONGEST_REST, 2 ** wrong)
      numbers.set(id, { ...known, wrong, restsUntil: wrong === 0 ? 0 : now + rest })
    },
    /** Call when somebody may have fixed a number: ends all pauses and checks at once. */
    async probe(): Promise<void> {
      while (busy) await busy
      numbers.clear()
      await start(false)
    },
    async stop() {
      clearInterval(timer)
      await busy
    },
  }
}
