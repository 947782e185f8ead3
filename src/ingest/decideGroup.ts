import type { ActionContext } from '../actions/context.ts'
import type { StoredMessage } from '../domain/event.ts'
import type { GroupInput } from '../store/ingestGroup.ts'
import type { Stranger } from '../store/strangers.ts'
import type { Inbound, InboundMessage } from '../whatsapp/inbound.ts'
import { type Directory, type Entry, senderKey } from './directory.ts'
import { createReception, type Senders } from './newcomers.ts'
import { planChange, planMessage, planOther, planStatus, presentSender } from './planGroup.ts'
import { countIn, emptyTally, type RoomTally, roomInput } from './roomTally.ts'

export type Decided = {
  input: GroupInput
  /** What to remember once the group is committed. */
  learned: ReadonlyMap<string, Entry>
  /** Whom nobody has looked up, by their keys: known after all, they are not what `learned` says. */
  strangers: ReadonlyMap<string, Stranger>
  /** Whose sender may turn out to be another newcomer of this very group: decided after it. */
  deferred: Inbound[]
}

/**
 * Decides what a group writes. Who is not in the directory is new, or a stranger where nobody has looked.
 */
export function decideGroup(
  { newId, now }: Pick<ActionContext, 'newId' | 'now'>,
  directory: Directory,
  channelIdOf: (phoneNumberId: string) => string,
  items: readonly Inbound[],
  senders: Senders,
): Decided {
  const reception = createReception(directory, newId, senders)
  const tallies = new Map<string, RoomTally>()
  const messages: { message: StoredMessage; tally: RoomTally; media: InboundMessage['media'] }[] =
    []
  const wamids = new Set<string>()
  const deferred: Inbound[] = []
  const group: Pick<GroupInput, 'statuses' | 'changes' | 'others'> = {
    statuses: [],
    changes: [],
    others: [],
  }

  const decideMessage = (item: InboundMessage) => {
    if (wamids.has(item.wamid)) return
    const channelId = channelIdOf(item.channel.phoneNumberId)
    const room = reception.roomOf(senderKey(channelId, presentSender(item)))
    if (!room) return deferred.push(item)
    wamids.add(item.wamid)
    let tally = tallies.get(room.id)
    if (!tally) {
      tally = emptyTally(room, reception.isFresh(room.id))
      tallies.set(room.id, tally)
    }
    // Two memories of one room: the call checks the older one, whose customer may be another by now.
    if (room.version < tally.room.version) tally.room = room
    const message = countIn(tally, planMessage(item, { id: newId(), roomId: room.id, now: now() }))
    messages.push({ message, tally, media: item.media })
  }

  for (const item of items) {
    if (item.kind === 'message') decideMessage(item)
    else if (item.kind === 'status') group.statuses.push(planStatus(item))
    else if (item.kind === 'edit' || item.kind === 'revoke') group.changes.push(planChange(item))
    else if (item.kind === 'other') group.others.push(planOther(item))
  }

  const touched = [...tallies.values()]
  const places = new Map(touched.map((tally, index) => [tally, index]))
  return {
    input: {
      ...group,
      newcomers: reception.newcomers,
      strangers: [...reception.strangers.values()],
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
    learned: reception.learned,
    strangers: reception.strangers,
    deferred,
  }
}
