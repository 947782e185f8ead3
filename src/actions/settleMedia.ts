import { mediaUrl } from '../domain/mediaRules.ts'
import type { Message } from '../protocol/message.ts'
import type { Tx } from '../store/database.ts'
import { findRoomOfMessage } from '../store/media.ts'
import { type StoredFile, writeFailedMedia, writeStoredMedia } from '../store/remoteMedia.ts'
import { lockRoom } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { messageUpdated } from './messageUpdated.ts'

/**
 * Records that the file of a message has been stored, with one `message_updated`.
 * @returns false if the file was no longer awaited: another process was faster
 */
export function keepMedia(
  ctx: ActionContext,
  messageId: string,
  file: StoredFile,
  metadata: Record<string, unknown> = {},
): Promise<boolean> {
  const more = { url: mediaUrl(messageId), metadata, at: ctx.now() }
  return settle(ctx, messageId, (tx) => writeStoredMedia(tx, messageId, file, more))
}

/** Records that the file of a message will never be available, and why. */
export function giveUpMedia(
  ctx: ActionContext,
  messageId: string,
  why: { reason: string; message: string },
): Promise<boolean> {
  return settle(ctx, messageId, (tx) => writeFailedMedia(tx, messageId, { ...why, at: ctx.now() }))
}

function settle(
  ctx: ActionContext,
  messageId: string,
  write: (tx: Tx) => Promise<Message | null>,
): Promise<boolean> {
  return transact(ctx, async (tx, emit) => {
    const participantIds = await lockRoomOf(tx, messageId)
    const message = participantIds && (await write(tx))
    if (!message) return false
    emit(messageUpdated(message, participantIds))
    return true
  })
}

/** Locks the room of a message, even if it was merged meanwhile. @returns the room's participants */
async function lockRoomOf(tx: Tx, messageId: string): Promise<string[] | null> {
  for (;;) {
    const roomId = await findRoomOfMessage(tx, messageId)
    if (roomId === null) return null
    const room = await lockRoom(tx, roomId)
    if (room) return room.participantIds
  }
}
