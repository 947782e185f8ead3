import type { Tx } from '../store/database.ts'
import { addHistory } from '../store/history.ts'
import type { RoomMerge } from '../store/mergeRooms.ts'
import type { ActionContext } from './context.ts'

/**
 * [C5] Writes merges, and the reopening of rooms by them, into the history of the surviving rooms. `by` is null for automatic
 * merges.
 */
export function writeMerges(
  tx: Tx,
  ctx: ActionContext,
  merges: readonly RoomMerge[],
  by: string | null,
): Promise<void> {
  const merged = merges.map(({ from, into }) => ({
    roomId: into,
    actorId: by,
    kind: 'merged' as const,
    data: { from_room_id: from },
  }))
  const reopened = new Set(merges.flatMap(({ into, reopens }) => (reopens ? [into] : [])))
  const opened = [...reopened].map((roomId) => ({
    roomId,
    actorId: by,
    kind: 'status' as const,
    data: { from: 'closed', to: 'open' },
  }))
  return addHistory(tx, ctx, [...merged, ...opened])
}
