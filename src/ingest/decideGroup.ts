import type { ActionContext } from '../actions/context.ts'
import type { StoredMessage } from '../domain/event.ts'
import type { GroupInput } from '../store/ingestGroup.ts'
import type { Stranger } from '../store/strangers.ts'
import type { Inbound, InboundMessage } from '../whatsapp/inbound.ts'
import { type Directory, type Entry, senderKey } from './directory.ts'
import {
  planMessage,
  planMessageChange,
  planOther,
  planStatus,
  presentSender,
} from './planGroup.ts'
import { createRoomAllocator, type Senders } from './roomAllocator.ts'
import { countIn, emptyTally, type RoomTally, roomInput } from './roomTally.ts'

export type Decided = {
  input: GroupInput
  /** What the directory is to remember once the group is committed. */
  learned: ReadonlyMap<string, Entry>
  /** By sender key: senders who were not looked up. If the call finds them in the database, `learned` is wrong about them. */
  strangers: ReadonlyMap<string, Stranger>
  /** Messages whose sender may be the same customer as a newcomer of this group: decided again after its commit. */
  deferred: Inbound[]
}

/**
 * Decides what a group writes. A sender who is not in the directory is a new customer if it was looked up, else a
 * stranger, whom the call itself looks for.
 */
export function decideGroup(
  { newId, now }: Pick<ActionContext, 'newId' | 'now'>,
  directory: Directory,
  channelIdOf: (phoneNumberId: string) => string,
  items: readonly Inbound[],
  senders: Senders,
): Decided {
  const allocator = createRoomAllocator(directory, newId, senders)
  const tallies = new Map<string, RoomTally>()
  const messages: { message: StoredMessage; tally: RoomTally; media: InboundMessage['media'] }[] =
    []
  const wamids = new Set<string>()
  const deferred: Inbound[] = []
  const group: Pick<GroupInput, 'statuses' | 'messageChanges' | 'others'> = {
    statuses: [],
    messageChanges: [],
    others: [],
  }

  const decideMessage = (item: InboundMessage) => {
    if (wamids.has(item.wamid)) return
    const channelId = channelIdOf(item.channel.phoneNumberId)
    const room = allocator.roomOf(senderKey(channelId, presentSender(item)))
    if (!room) return deferred.push(item)
    wamids.add(item.wamid)
    let tally = tallies.get(room.id)
    if (!tally) {
      tally = emptyTally(room, allocator.isFresh(room.id))
      tallies.set(room.id, tally)
    }
    // Two directory entries may know this room by different versions. The call must check the older one, since that entry
    // may name the wrong customer by now.
    if (room.version < tally.room.version) tally.room = room
    const message = countIn(tally, planMessage(item, { id: newId(), roomId: room.id, now: now() }))
    messages.push({ message, tally, media: item.media })
  }

  for (const item of items) {
    if (item.kind === 'message') decideMessage(item)
    else if (item.kind === 'status') group.statuses.push(planStatus(item))
    else if (item.kind === 'edit' || item.kind === 'revoke')
      group.messageChanges.push(planMessageChange(item))
    else if (item.kind === 'other') group.others.push(planOther(item))
  }

  const touched = [...tallies.values()]
  const places = new Map(touched.map((tally, index) => [tally, index]))
  return {
    input: {
      ...group,
      newcomers: allocator.newcomers,
      strangers: [...allocator.strangers.values()],
      rooms: touched.map(roomInput),
      messages: messages.map(({ message, tally, media }) => ({
        data: message,
        place: places.get(tally)!,
        opens: tally.fresh && message.added.messages === 1,
        file: media && {
          message_id: message.id,
          media_id: media.mediaId,
          sha256: media.sha256,
          url: media.url,
        },
      })),
    },
    learned: allocator.learned,
    strangers: allocator.strangers,
    deferred,
  }
}
