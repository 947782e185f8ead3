import type { ActionContext } from '../actions/context.ts'
import { registerNumbers } from '../actions/registerNumbers.ts'
import type { Inbound, InboundChannel } from '../whatsapp/inbound.ts'

/** Channel ids by `phone_number_id`. */
type ChannelIds = ReadonlyMap<string, string>

/** What the server remembers of our numbers. A number that is new to it is registered as a channel. */
export function createChannelIds(ctx: ActionContext) {
  /** Replaced, never changed in place, since a group in flight keeps using the old map. */
  let known: ChannelIds = new Map()

  return {
    /** The ids of all numbers that these updates came to. */
    async idsFor(items: readonly Inbound[]): Promise<ChannelIds> {
      const before = known
      const unknown = new Map<string, InboundChannel>()
      for (const item of items) {
        const channel = item.kind === 'message' || item.kind === 'status' ? item.channel : null
        if (channel && !before.has(channel.phoneNumberId))
          unknown.set(channel.phoneNumberId, channel)
      }
      if (unknown.size === 0) return before
      const rows = [...unknown.values()].map((channel) => ({ ...channel, id: ctx.newId() }))
      const registered = await registerNumbers(ctx, rows)
      known = new Map([...known, ...registered])
      return new Map([...before, ...registered])
    },

    /** For a race that persists: after a restore, the database may know a number by another channel id, or not at all. */
    forget(items: readonly Inbound[]): void {
      const numbers = new Set(
        items.map((item) => ('channel' in item ? item.channel?.phoneNumberId : undefined)),
      )
      known = new Map([...known].filter(([number]) => !numbers.has(number)))
    },
  }
}
