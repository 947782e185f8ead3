import { type Actor, readsFor } from '../domain/participation.ts'
import { clearUnread } from '../store/rooms.ts'
import { addTally } from '../store/tallies.ts'
import { type ActionContext, transact } from './context.ts'
import { lockVisibleRoom } from './lockVisibleRoom.ts'

/**
 * [P2] Marks a room as read: unread becomes 0, with one `room_read`. Changes nothing if the reader is a supervisor who only
 * looks.
 * @returns the unread count afterwards
 * @throws AppError not_found
 */
export async function markRead(
  ctx: ActionContext,
  { roomId, reader }: { roomId: string; reader: Actor },
): Promise<number> {
  const { unread, changed } = await transact(ctx, async (tx, emit) => {
    const { participantIds, unreadCount } = await lockVisibleRoom(tx, reader, roomId)
    if (unreadCount === 0 || !readsFor(reader, participantIds))
      return { unread: unreadCount, changed: false }
    await clearUnread(tx, roomId)
    await addTally(tx, 'unread', -unreadCount)
    emit({
      kind: 'room_read',
      roomId,
      staff: true,
      userIds: participantIds,
      data: { unread_count: 0, user_id: reader.id },
      facts: null,
    })
    return { unread: 0, changed: true }
  })
  if (changed) ctx.roomRead?.(roomId)
  return unread
}
