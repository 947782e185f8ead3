import type { Tx } from '../store/database.ts'
import { type LockedRoom, lockRoom } from '../store/rooms.ts'
import { lockStaff } from './lockStaff.ts'
import { noRoomFor } from './noRoom.ts'

/**
 * Locks a room for a staff action. Checks the role after that, since it may have been lost while waiting for the lock.
 * @param by null for automatic actions
 * @param userId the user concerned; locked together with `by`, so that all transactions lock users in one order
 * @throws AppError not_found, forbidden
 */
export async function lockRoomForStaff(
  tx: Tx,
  { roomId, by, userId }: { roomId: string; by: string | null; userId: string },
): Promise<LockedRoom> {
  const room = await lockRoom(tx, roomId)
  await lockStaff(tx, by, [userId])
  if (!room) throw await noRoomFor(tx, { id: userId, staff: true }, roomId)
  return room
}
