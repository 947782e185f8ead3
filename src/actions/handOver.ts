import { decideHandOver } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Participant } from '../protocol/room.ts'
import { readParticipants } from '../store/participants.ts'
import { type ActionContext, transact } from './context.ts'
import { lockRoomForStaff } from './lockRoomForStaff.ts'
import { addToRoom, removeFromRoom } from './participation.ts'

/**
 * Moves a room from one user to another in one transaction: `agent_unassigned`, then `agent_assigned`.
 * @throws AppError not_found (room), forbidden (no longer staff), unprocessable (no such user to assign), conflict (`from`
 *   is no longer assigned)
 */
export function handOver(
  ctx: ActionContext,
  { roomId, from, to, by }: { roomId: string; from: string; to: string; by: string },
): Promise<Participant[]> {
  return transact(ctx, async (tx, emit) => {
    const room = await lockRoomForStaff(tx, { roomId, by, userId: to })
    const decision = decideHandOver(room.participantIds, { from, to })
    if (decision === 'done') return readParticipants(tx, roomId)
    if (decision === 'lost') {
      const details = { reason: 'not_assigned' }
      throw new AppError('conflict', 'The room is no longer assigned to that user.', details)
    }
    await removeFromRoom(ctx, tx, emit, { room, agentId: from, by })
    return addToRoom(ctx, tx, emit, { room, agentId: to, by })
  })
}
