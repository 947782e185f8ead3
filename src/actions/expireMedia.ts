import { dropExpiredMedia, findExpiredMedia } from '../store/expiredMedia.ts'
import { lockRoom } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { messageUpdated } from './messageUpdated.ts'

const AT_ONCE = 200

/**
 * Drops files whose message was stored before a time (ms), with a `message_updated` for each message. A file is deleted
 * unless a younger message has it too. One transaction per room, so that none is locked for long.
 */
export async function expireMedia(
  ctx: ActionContext,
  { before }: { before: number },
): Promise<void> {
  for (;;) {
    const rooms = await findExpiredMedia(ctx.sql, { before, limit: AT_ONCE })
    if (rooms.length === 0) return
    for (const { roomId, messageIds } of rooms) {
      await transact(ctx, async (tx, emit) => {
        const room = await lockRoom(tx, roomId)
        // Merged meanwhile: the next round finds its messages in the other room.
        if (!room) return
        const messages = await dropExpiredMedia(tx, messageIds, new Date(ctx.now()).toISOString())
        for (const message of messages) emit(messageUpdated(message, room.participantIds))
      })
    }
  }
}
