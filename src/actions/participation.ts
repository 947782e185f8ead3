import { AppError } from '../protocol/errors.ts'
import type { Participant } from '../protocol/room.ts'
import type { Tx } from '../store/database.ts'
import { addHistory } from '../store/history.ts'
import { addParticipant, readParticipants, removeParticipant } from '../store/participants.ts'
import { type LockedRoom, readRoomFacts } from '../store/rooms.ts'
import { readAssignable } from '../store/users.ts'
import type { ActionContext, Emit } from './context.ts'

type Change = { room: LockedRoom; agentId: string; by: string | null }

/**
 * Makes a user a participant of a locked room, with an `agent_assigned`; nothing happens if it is one already.
 * @param by who did it; null for automatic assignment
 * @throws AppError unprocessable: no such user, or one who is disabled
 */
export async function addToRoom(
  ctx: ActionContext,
  tx: Tx,
  emit: Emit,
  { room, agentId, by, kind = 'assigned' }: Change & { kind?: 'assigned' | 'claimed' },
): Promise<Participant[]> {
  const agent = await readAssignable(tx, agentId)
  if (!agent) throw new AppError('unprocessable', 'There is no such agent to assign.')
  const at = new Date(ctx.now())
  const added = await addParticipant(tx, { roomId: room.id, userId: agentId, by, at })
  if (!added) return readParticipants(tx, room.id)
  const data = { agent_id: agentId }
  await addHistory(tx, ctx, [{ roomId: room.id, actorId: by, kind, data }])
  const [facts] = await readRoomFacts(tx, [room.id])
  emit({
    kind: 'agent_assigned',
    roomId: room.id,
    staff: true,
    userIds: added.participantIds,
    data: { agent_id: agentId, agent_name: agent.name, assigned_at: at.toISOString() },
    facts: { room: facts! },
  })
  return facts!.participants
}

/** Takes a user off a locked room. The leaving user still gets `agent_unassigned`, but no later event of the room. */
export async function removeFromRoom(
  ctx: ActionContext,
  tx: Tx,
  emit: Emit,
  { room, agentId, by }: Change,
): Promise<void> {
  if (!(await removeParticipant(tx, room.id, agentId))) return
  const data = { agent_id: agentId }
  const { status } = room.settings
  const entry = { ...data, ...(status === 'closed' && { status }) }
  await addHistory(tx, ctx, [{ roomId: room.id, actorId: by, kind: 'unassigned', data: entry }])
  emit({
    kind: 'agent_unassigned',
    roomId: room.id,
    staff: true,
    // The participants before the change, so that the leaving user is included.
    userIds: room.participantIds,
    data,
    facts: null,
  })
}
