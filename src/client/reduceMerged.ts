import type { Action, DurableAction, State } from './state.ts'

/** Remembers merged rooms and their survivors, from `room_merged`, or from the 404 for a room that was merged before. */
export function mergedAfter(
  { merged }: State,
  action: DurableAction | Extract<Action, { type: 'room_loaded' }>,
): State['merged'] {
  if (action.type === 'room_loaded') {
    const { room_id, merged_into } = action
    return merged_into ? { ...merged, [room_id]: merged_into } : merged
  }
  const { event, payload } = action
  if (event !== 'room_merged') return merged
  return { ...merged, [payload.from_room_id]: payload.room.room_id }
}
