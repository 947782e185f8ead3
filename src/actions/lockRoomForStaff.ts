import { isStaff } from '../domain/authorizeJoin.ts'
import { AppError } from '../protocol/errors.ts'
import type { Tx } from '../store/database.ts'
import { type LockedRoom, lockRoom } from '../store/rooms.ts'
import { holdEnabled } from '../store/users.ts'
import { noRoom } from './noRoom.ts'

/**
 * Locks a room for what only staff may do. The lock may have been waited for: whoever is no longer staff by then is refused.
 * @param by null when it comes about by itself
 * @param userId whom it is about; held together with `by`, so that nobody waits for two users in another order
 * @throws AppError not_found, forbidden
 */
export async function lockRoomForStaff(
  tx: Tx,
  { roomId, by, userId }: { roomId: string; by: string | null; userId: string },
): Promise<LockedRoom> {
  const room = await lockRoom(tx, roomId)
  if (by !== null) {
    const role = (await holdEnabled(tx, [by, userId])).get(by)
    if (!role || !isStaff(role)) throw new AppError('forbidden', 'This is not for your role.')
  }
  if (!room) throw noRoom()
  return room
}
