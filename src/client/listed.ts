import type { Message, MessageStatus } from '../protocol/message.ts'
import type { LastMessage } from '../protocol/room.ts'

const NEVER_LISTED: readonly string[] = ['reaction', 'system', 'note']

/** The server's rule C1: reactions, system lines and notes are never a room's last message. */
export const isListed = ({
  direction,
  content_type,
}: Pick<Message, 'direction' | 'content_type'>): boolean =>
  direction !== 'system' && direction !== 'note' && !NEVER_LISTED.includes(content_type)

/** The error shown in a RoomSummary; null unless the message's status is still `failed`. */
export function listedError(status: MessageStatus, error: unknown): LastMessage['error'] {
  if (status !== 'failed' || !error) return null
  const { code, title } = error as NonNullable<LastMessage['error']>
  return { code, title }
}

/** The fields of a RoomSummary that come from its last message. */
export function lastMessageFields(message: Message) {
  const { content_text, content_type, created_at } = message
  const last_message: LastMessage = {
    id: message.id,
    content_text,
    content_type,
    created_at,
    user_id: message.user_id,
    wa_message_id: message.wa_message_id,
    direction: message.direction,
    status: message.status,
    original_filename: message.original_filename,
    error: listedError(message.status, message.metadata.error),
  }
  return {
    last_message,
    last_message_text: content_text,
    last_message_timestamp: created_at,
    last_message_type: content_type,
  }
}
