import type { EventDraft } from '../domain/event.ts'
import type { Message } from '../protocol/message.ts'

/** The `message_updated` of a message. @param participantIds of its room, which must be locked */
export const messageUpdated = (data: Message, participantIds: string[]): EventDraft => ({
  kind: 'message_updated',
  roomId: data.room_id,
  staff: true,
  userIds: participantIds,
  data,
  facts: null,
})
