import { decideClaim } from '../domain/participation.ts'
import { AppError } from '../protocol/errors.ts'
import type { Participant } from '../protocol/room.ts'
import { allowsClaim } from '../store/channels.ts'
import { readParticipants } from '../store/participants.ts'
import { lockRoom, mayAskFor } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { lockActor } from './lockStaff.ts'
import { noRoom, noRoomFor } from './noRoom.ts'
import { addToRoom } from './participation.ts'

/**
 * Assigns an unassigned room to the agent who asks. If several ask at once, the first to lock the room gets it.
 * @throws AppError not_found (no such room, or not claimable), conflict (someone was faster), forbidden (the agent's own
 *   room, on a channel without claiming)
 */
export function claim(
  ctx: ActionContext,
  { roomId, userId }: { roomId: string; userId: string },
): Promise<Participant[]> {
  return transact(ctx, async (tx, emit) => {
    const asking = { id: userId, staff: false }
    // SECURITY: looked at first, and without a lock: else the time it takes would tell that an unseen room exists.
    if (!(await mayAskFor(tx, userId, roomId))) throw await noRoomFor(tx, asking, roomId)
    const room = await lockRoom(tx, roomId)
    const agent = await lockActor(tx, asking)
    if (!agent) throw noRoom()
    if (!room) throw await noRoomFor(tx, agent, roomId)
    const allowClaim = await allowsClaim(tx, room.channelId)
    const { participantIds } = room
    switch (decideClaim(userId, { participantIds, allowClaim })) {
      case 'unseen':
        throw noRoom()
      case 'forbidden':
        throw new AppError('forbidden', "Rooms of this number can't be claimed.")
      case 'taken':
        throw new AppError('conflict', 'Someone else took this room first.', { reason: 'taken' })
      case 'already_mine':
        return readParticipants(tx, roomId)
      case 'granted':
        return addToRoom(ctx, tx, emit, { room, agentId: userId, by: userId, kind: 'claimed' })
    }
  })
}
