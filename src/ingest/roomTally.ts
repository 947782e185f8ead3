import { isListed, isToUs, isUnread } from '../domain/counting.ts'
import type { Added, StoredMessage, UnnumberedMessage } from '../domain/event.ts'
import type { KnownRoom } from '../domain/knownRoom.ts'
import type { RoomInput } from '../store/ingestGroup.ts'

/** What the messages of one group add to one room so far. */
export type RoomTally = { room: KnownRoom; fresh: boolean; added: Added; lastId: string | null }

export const emptyTally = (room: KnownRoom, fresh: boolean): RoomTally => ({
  room,
  fresh,
  added: { messages: 0, unread: 0, listed: false, customer_at: null },
  lastId: null,
})

/** Adds a message to the tally. [C4] Each message of a group knows what the room has gained up to and with it. */
export function countIn(tally: RoomTally, message: UnnumberedMessage): StoredMessage {
  const { direction, content_type, created_at } = message
  const { added } = tally
  const listed = isListed(direction, content_type)
  const customerAt = isToUs(message) ? created_at : null
  tally.added = {
    messages: added.messages + 1,
    unread: added.unread + (isUnread(direction, content_type) ? 1 : 0),
    listed: added.listed || listed,
    customer_at:
      customerAt !== null && customerAt > (added.customer_at ?? '')
        ? customerAt
        : added.customer_at,
  }
  if (listed) tally.lastId = message.id
  return { ...message, added: tally.added }
}

export const roomInput = ({ room, added, lastId }: RoomTally): RoomInput => ({
  id: room.id,
  version: room.version,
  unread: added.unread,
  stored: added.messages,
  lastId,
  customerAt: added.customer_at,
})
