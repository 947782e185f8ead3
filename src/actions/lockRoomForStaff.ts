import type { Tx } from '../store/database.ts'
import { type LockedRoom, lockRoom } from '../store/rooms.ts'
import { holdStaff } from './holdStaff.ts'
import { noRoomFor } from './noRoom.ts'

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
  if (by !== null) await holdStaff(tx, by, [userId])
  if (!room) throw await noRoomFor(tx, { id: userId, staff: true }, roomId)
  return room
}
