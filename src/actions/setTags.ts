import type { Actor } from '../domain/participation.ts'
import { addHistory } from '../store/history.ts'
import { updateTags } from '../store/rooms.ts'
import { type ActionContext, transact } from './context.ts'
import { lockVisibleRoom } from './lockVisibleRoom.ts'

/**
 * Replaces a room's tags, with a `tag_updated`; nothing happens if it has the same tags in the same order.
 * @throws AppError not_found
 */
export function setTags(
  ctx: ActionContext,
  { roomId, actor, tags }: { roomId: string; actor: Actor; tags: string[] },
): Promise<string[]> {
  return transact(ctx, async (tx, emit) => {
    const room = await lockVisibleRoom(tx, actor, roomId)
    if (JSON.stringify(room.tags) === JSON.stringify(tags)) return tags
    await updateTags(tx, roomId, tags)
    const data = { from: room.tags, to: tags }
    await addHistory(tx, ctx, [{ roomId, actorId: actor.id, kind: 'tags', data }])
    emit({
      kind: 'tags',
      roomId,
      staff: true,
      userIds: room.participantIds,
      data: { tags },
      facts: null,
    })
    return tags
  })
}
