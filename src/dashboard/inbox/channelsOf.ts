import type { State } from '../../client/state.ts'
import type { ChannelRef } from '../../protocol/room.ts'
import { memo } from '../data/memo.ts'

/** Our numbers, as far as the rooms that are known name them: the list of channels is for admins. */
export const channelsOf = memo(
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
/** Rooms change all the time, their channels hardly ever: the same list is the same object. */
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
