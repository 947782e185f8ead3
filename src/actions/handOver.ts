import { decideHandOver } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Participant } from '../protocol/room.ts'
import { readParticipants } from '../store/participants.ts'
import { type ActionContext, transact } from './context.ts'
import { lockRoomForStaff } from './lockRoomForStaff.ts'
import { admit, dismiss } from './participation.ts'

/**
 * Moves a room from one user to another in one step: `agent_unassigned`, then `agent_assigned`. Nobody sees it without either.
 * @throws AppError not_found (room), forbidden (no longer staff), unprocessable (no such user to assign), conflict (`from` has no longer got it)
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
      throw new AppError('conflict', 'The room is not with that user any more.', details)
    }
    await dismiss(ctx, tx, emit, { room, agentId: from, by })
    return admit(ctx, tx, emit, { room, agentId: to, by })
  })
}
