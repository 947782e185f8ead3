import type { Participant } from '../protocol/room.ts'
import { readParticipants } from '../store/participants.ts'
import { lockRoom } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { noRoom } from './noRoom.ts'
import { dismiss } from './participation.ts'

/**
 * Takes a user off a room: `agent_unassigned`, once; again is no change and no event.
 * @throws AppError not_found
 */
export function unassign(
  ctx: ActionContext,
  { roomId, agentId, by = null }: { roomId: string; agentId: string; by?: string | null },
): Promise<Participant[]> {
  return transact(ctx, async (tx, emit) => {
    const room = await lockRoom(tx, roomId)
    if (!room) throw noRoom()
    await dismiss(ctx, tx, emit, { room, agentId, by })
    return readParticipants(tx, roomId)
  })
}
