import type { ContentType, Direction } from '../protocol/message.ts'

const NEVER_LISTED: readonly ContentType[] = ['reaction', 'system', 'note']

/** [C1] Whether a message may be a room's last message: reactions, system lines and notes are not. */
export const isListed = (direction: Direction, type: ContentType) =>
  direction !== 'system' && direction !== 'note' && !NEVER_LISTED.includes(type)

/** [C2] Whether a message counts as unread: what the customer wrote, of the kinds that are listed. */
export const isUnread = (direction: Direction, type: ContentType) =>
  direction === 'incoming' && isListed(direction, type)

type CountedMessage = {
  direction: Direction
  content_type: ContentType
  metadata: Readonly<Record<string, unknown>>
}

/**
 * [C3] Whether a message opens the customer service window and reopens a closed room. A reaction does not:
 * whether Meta counts it is not documented, and a send in a window that is closed after all is refused. A message in a
 * WhatsApp group, whatever its id looks like, was not written to us alone, and is answered in the group.
 */
export const isToUs = ({ direction, content_type, metadata }: CountedMessage) =>
  direction === 'incoming' && isListed(direction, content_type) && !('group_id' in metadata)
