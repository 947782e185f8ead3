import type { State } from '../../client/state.ts'
import type { ChannelRef } from '../../protocol/room.ts'
import { createSelector } from '../data/createSelector.ts'

/** Our numbers, taken from the rooms that are loaded. (Only admins may read the list of channels.) */
export const channelsOf = createSelector(
  ({ rooms }: State) => [rooms] as const,
  ([rooms]): readonly ChannelRef[] => {
    const found = new Map<string, ChannelRef>()
    for (const { channel } of rooms) if (!found.has(channel.id)) found.set(channel.id, channel)
    return keepIfSame(
      [...found.values()].sort((a, b) =>
        (a.display_phone_number ?? '').localeCompare(b.display_phone_number ?? ''),
      ),
    )
  },
)

let before: readonly ChannelRef[] = []
/** Returns the same array while the channels are the same: rooms change all the time, their channels hardly ever. */
function keepIfSame(channels: readonly ChannelRef[]): readonly ChannelRef[] {
  const same =
    channels.length === before.length &&
    channels.every(
      ({ id, display_phone_number }, i) =>
        id === before[i]!.id && display_phone_number === before[i]!.display_phone_number,
    )
  if (!same) before = channels
  return before
}
