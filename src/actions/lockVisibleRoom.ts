import type { Actor } from '../domain/participation.ts'
import type { Tx } from '../store/database.ts'
import { type LockedRoom, lockRoom, readRoom } from '../store/rooms.ts'
import { noRoom } from './noRoom.ts'

/**
 * Locks a room for someone who sees it: staff, and who participates.
 * @throws AppError not_found for what is not there or not for them; a room that lives on in another tells in which
 */
export async function lockVisibleRoom(tx: Tx, actor: Actor, roomId: string): Promise<LockedRoom> {
  const room = await lockRoom(tx, roomId)
  if (room && (actor.staff || room.participantIds.includes(actor.id))) return room
  throw noRoom(room ? null : (await readRoom(tx, actor, roomId)).mergedInto)
}
