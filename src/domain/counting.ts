import type { ContentType, Direction } from '../protocol/message.ts'

const NEVER_LISTED: readonly ContentType[] = ['reaction', 'system', 'note']

/** [C1] Whether a message may be a room's last message: reactions, system lines and notes are not. */
export const isListed = (direction: Direction, type: ContentType) =>
  direction !== 'system' && direction !== 'note' && !NEVER_LISTED.includes(type)

/** [C2] Whether a message counts as unread: what the customer wrote, of the kinds that are listed. */
export const isUnread = (direction: Direction, type: ContentType) =>
  direction === 'incoming' && isListed(direction, type)

/**
 * [C3] Whether a message opens the customer service window and reopens a closed room. A reaction does not:
 * whether Meta counts it is not documented, and an open window that is closed costs a refused send.
 */
export const isFromCustomer = (direction: Direction, type: ContentType) =>
  direction === 'incoming' && isListed(direction, type)
