import type { UnnumberedMessage } from '../domain/event.ts'
import type { Actor } from '../domain/participation.ts'
import type { Message } from '../protocol/message.ts'
import { insertNote } from '../store/notes.ts'
import { type ActionContext, transact } from './context.ts'
import { lockVisibleRoom } from './lockVisibleRoom.ts'

/**
 * Writes a note among the messages of a room. Customers never see it. Its status is `sent` from the start, since nothing is
 * awaited any more; without a time, since Meta never told one.
 * @throws AppError not_found
 */
export function addNote(
  ctx: ActionContext,
  { roomId, actor, text }: { roomId: string; actor: Actor; text: string },
): Promise<Message> {
  return transact(ctx, async (tx, emit) => {
    const { participantIds } = await lockVisibleRoom(tx, actor, roomId)
    const at = new Date(ctx.now()).toISOString()
    const note = noteOf({ id: ctx.newId(), roomId, userId: actor.id, text, at })
    const base = await insertNote(tx, note)
    const added = { messages: 1, unread: 0, listed: false, customer_at: null }
    emit({
      kind: 'message',
      roomId,
      staff: true,
      userIds: participantIds,
      data: { ...note, added },
      facts: base,
    })
    return { ...note, seq: base.seq + 1 }
  })
}

function noteOf(note: {
  id: string
  roomId: string
  userId: string
  text: string
  at: string
}): UnnumberedMessage {
  return {
    id: note.id,
    room_id: note.roomId,
    direction: 'note',
    user_id: note.userId,
    client_message_id: null,
    content_type: 'note',
    content_text: note.text,
    wa_message_id: null,
    status: 'sent',
    status_timestamp: null,
    reply_to_wa_message_id: null,
    reaction_emoji: null,
    reaction_to_wa_message_id: null,
    media_type: null,
    media_id: null,
    gcs_filename: null,
    gcs_url: null,
    file_size: null,
    mime_type: null,
    original_filename: null,
    metadata: {},
    created_at: note.at,
    updated_at: note.at,
  }
}
