import type { Actor } from '../domain/participation.ts'
import type { Tx } from '../store/database.ts'
import { type LockedRoom, lockRoom } from '../store/rooms.ts'
import { holdActor } from './holdStaff.ts'
import { noRoom, noRoomFor } from './noRoom.ts'

/**
 * Locks a room for someone who sees it: staff, and who participates. The lock may have been waited for: whoever is disabled
 * or no longer staff by then is so here too.
 * @throws AppError not_found for what is not there or not for them; a room that lives on in another tells in which
 */
export async function lockVisibleRoom(tx: Tx, actor: Actor, roomId: string): Promise<LockedRoom> {
  const room = await lockRoom(tx, roomId)
  const now = await holdActor(tx, actor)
  if (room && now && (now.staff || room.participantIds.includes(now.id))) return room
  throw room || !now ? noRoom() : await noRoomFor(tx, now, roomId)
}
