import type { Actor } from '../domain/participation.ts'
import type { Tx } from '../store/database.ts'
import { type LockedRoom, lockRoom } from '../store/rooms.ts'
import { lockActor } from './lockStaff.ts'
import { noRoom, noRoomFor } from './noRoom.ts'

/**
 * Locks a room for a user who may see it: staff and participants. Checks this after locking, since the user may have been
 * disabled or lost its role meanwhile.
 * @throws AppError not_found if the room does not exist or may not be seen; for a merged room it names the surviving one
 */
export async function lockVisibleRoom(tx: Tx, actor: Actor, roomId: string): Promise<LockedRoom> {
  const room = await lockRoom(tx, roomId, actor)
  const now = await lockActor(tx, actor)
  if (!now) throw noRoom()
  if (room && (now.staff || room.participantIds.includes(now.id))) return room
  throw await noRoomFor(tx, now, roomId)
}
