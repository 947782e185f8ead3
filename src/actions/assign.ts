import type { Participant } from '../protocol/room.ts'
import { type ActionContext, transact } from './context.ts'
import { lockRoomForStaff } from './lockRoomForStaff.ts'
import { addToRoom } from './participation.ts'

/**
 * Makes a user a participant of a room, with an `agent_assigned`. Idempotent: a repeat changes nothing and emits nothing.
 * @param by who assigns; null for automatic assignment
 * @throws AppError not_found (room), forbidden (no longer staff), unprocessable (no such user, or one who is disabled)
 */
export function assign(
  ctx: ActionContext,
  { roomId, agentId, by }: { roomId: string; agentId: string; by: string | null },
): Promise<Participant[]> {
  return transact(ctx, async (tx, emit) => {
    const room = await lockRoomForStaff(tx, { roomId, by, userId: agentId })
    return addToRoom(ctx, tx, emit, { room, agentId, by })
  })
}
