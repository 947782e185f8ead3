import type { EventDraft } from '../domain/event.ts'
import { AppError } from '../protocol/errors.ts'
import type { Participant } from '../protocol/room.ts'
import type { Tx } from '../store/database.ts'
import { addHistory } from '../store/history.ts'
import { addParticipant, readParticipants, removeParticipant } from '../store/participants.ts'
import { type LockedRoom, readRoomFacts } from '../store/rooms.ts'
import { readAssignable } from '../store/users.ts'
import type { ActionContext } from './context.ts'

type Emit = (draft: EventDraft) => void
type Change = { room: LockedRoom; agentId: string; by: string | null }

/**
 * Makes a user a participant of a locked room: `agent_assigned`, once.
 * @param by who did it; null when it came about by itself
 * @throws AppError unprocessable: no such user, or one who is disabled
 */
export async function admit(
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

/** Takes a user off a locked room: `agent_unassigned`, once. It still reaches the one who leaves; no later event of the room does. */
export async function dismiss(
  ctx: ActionContext,
  tx: Tx,
  emit: Emit,
  { room, agentId, by }: Change,
): Promise<void> {
  if (!(await removeParticipant(tx, room.id, agentId))) return
  const data = { agent_id: agentId }
  const { status } = room.settings
  const deed = { ...data, ...(status === 'closed' && { status }) }
  await addHistory(tx, ctx, [{ roomId: room.id, actorId: by, kind: 'unassigned', data: deed }])
  emit({
    kind: 'agent_unassigned',
    roomId: room.id,
    staff: true,
    // The room's participants as they stood, the leaving one among them.
    userIds: room.participantIds,
    data,
    facts: null,
  })
}
