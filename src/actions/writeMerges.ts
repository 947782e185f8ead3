import type { Tx } from '../store/database.ts'
import { addHistory } from '../store/history.ts'
import type { RoomMerge } from '../store/mergeRooms.ts'
import type { ActionContext } from './context.ts'

/** Writes merges into the history of the rooms that stay. `by` null: nobody asked for them. */
export function writeMerges(
  tx: Tx,
  ctx: ActionContext,
  merges: readonly RoomMerge[],
  by: string | null,
): Promise<void> {
  const deeds = merges.map(({ from, into }) => ({
    roomId: into,
    actorId: by,
    kind: 'merged' as const,
    data: { from_room_id: from },
  }))
  return addHistory(tx, ctx, deeds)
}
