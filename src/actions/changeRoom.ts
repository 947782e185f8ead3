import type { Actor } from '../domain/participation.ts'
import { changeSettings } from '../domain/roomChange.ts'
import type { RoomChange } from '../protocol/rooms.ts'
import { addHistory } from '../store/history.ts'
import { readRoomFacts, updateSettings } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { lockVisibleRoom } from './lockVisibleRoom.ts'

/**
 * Changes title, status or customer type of a room, with one `room_updated`; none if nothing changes.
 * @throws AppError not_found
 */
export function changeRoom(
  ctx: ActionContext,
  { roomId, actor, change }: { roomId: string; actor: Actor; change: RoomChange },
): Promise<void> {
  return transact(ctx, async (tx, emit) => {
    const room = await lockVisibleRoom(tx, actor, roomId)
    const { after, changes } = changeSettings(room.settings, change)
    if (changes.length === 0) return
    await updateSettings(tx, roomId, after)
    const entries = changes.map((one) => ({ roomId, actorId: actor.id, ...one }))
    await addHistory(tx, ctx, entries)
    const [facts] = await readRoomFacts(tx, [roomId])
    emit({
      kind: 'room_updated',
      roomId,
      staff: true,
      userIds: room.participantIds,
      data:
        room.settings.customer_type === after.customer_type
          ? {}
          : { customer_type_before: room.settings.customer_type },
      facts: { room: facts! },
    })
  })
}
