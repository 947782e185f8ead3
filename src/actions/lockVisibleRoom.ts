import { isStaff } from '../domain/authorizeJoin.ts'
import type { Actor } from '../domain/participation.ts'
import type { Tx } from '../store/database.ts'
import { type LockedRoom, lockRoom } from '../store/rooms.ts'
import { holdEnabled } from '../store/users.ts'
import { noRoom, noRoomFor } from './noRoom.ts'

/**
 * Locks a room for someone who sees it: staff, and who participates. The lock may have been waited for: whoever is disabled
 * or no longer staff by then is so here too.
 * @throws AppError not_found for what is not there or not for them; a room that lives on in another tells in which
 */
export async function lockVisibleRoom(tx: Tx, actor: Actor, roomId: string): Promise<LockedRoom> {
  const room = await lockRoom(tx, roomId)
  const role = (await holdEnabled(tx, [actor.id])).get(actor.id)
  const staff = actor.staff && role !== undefined && isStaff(role)
  if (room && role && (staff || room.participantIds.includes(actor.id))) return room
  throw room ? noRoom() : await noRoomFor(tx, { id: actor.id, staff }, roomId)
}
