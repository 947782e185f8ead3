import type { Participant } from '../protocol/room.ts'
import { readParticipants } from '../store/participants.ts'
import { type ActionContext, transact } from './context.ts'
import { lockRoomForStaff } from './lockRoomForStaff.ts'
import { removeFromRoom } from './participation.ts'

/**
 * Takes a user off a room, with an `agent_unassigned`. Idempotent: a repeat changes nothing and emits nothing.
 * @throws AppError not_found, forbidden (no longer staff)
 */
export function unassign(
  ctx: ActionContext,
  { roomId, agentId, by = null }: { roomId: string; agentId: string; by?: string | null },
): Promise<Participant[]> {
  return transact(ctx, async (tx, emit) => {
    const room = await lockRoomForStaff(tx, { roomId, by, userId: agentId })
    await removeFromRoom(ctx, tx, emit, { room, agentId, by })
    return readParticipants(tx, roomId)
  })
}
