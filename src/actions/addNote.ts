import type { UnnumberedMessage } from '../domain/event.ts'
import type { Actor } from '../domain/participation.ts'
import { insertNote, keepRequest } from '../store/notes.ts'
import { type ActionContext, transact } from './context.ts'
import { lockVisibleRoom } from './lockVisibleRoom.ts'
import { hashOf, repeatOf } from './repeats.ts'
import type { Sent } from './send.ts'

/**
 * Writes an internal note among the messages of a room. Customers never see it. Its status is `sent` at once, since
 * nothing is sent, and has no time, since none came from Meta.
 * @throws AppError not_found, conflict (another request of that client_message_id)
 */
export function addNote(
  ctx: ActionContext,
  asked: { roomId: string; actor: Actor; text: string; clientMessageId: string | null },
): Promise<Sent> {
  const { roomId, actor, text, clientMessageId } = asked
  const envelope = { room_id: roomId, client_message_id: clientMessageId }
  const request = { caller: actor, envelope, asked: ['note', text] }
  return transact(ctx, async (tx, emit) => {
    // Before the room is looked for: it may have been merged since the first request.
    const saved = await repeatOf(tx, request)
    if (saved) return saved
    const { participantIds } = await lockVisibleRoom(tx, actor, roomId)
    const at = new Date(ctx.now()).toISOString()
    const note = noteOf({ id: ctx.newId(), roomId, userId: actor.id, clientMessageId, text, at })
    const base = await insertNote(tx, note)
    // If a concurrent repeat of this request was faster, this violates a unique index, and the retry finds its note.
    if (clientMessageId !== null) await keepRequest(tx, note, hashOf(request))
    const added = { messages: 1, unread: 0, listed: false, customer_at: null }
    emit({
      kind: 'message',
      roomId,
      staff: true,
      userIds: participantIds,
      data: { ...note, added },
      facts: base,
    })
    return { message: { ...note, seq: base.seq + 1 }, repeated: false }
  })
}

function noteOf(note: {
  id: string
  roomId: string
  userId: string
  clientMessageId: string | null
  text: string
  at: string
}): UnnumberedMessage {
  return {
    id: note.id,
    room_id: note.roomId,
    direction: 'note',
    user_id: note.userId,
    client_message_id: note.clientMessageId,
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
