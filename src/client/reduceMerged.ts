import type { Action, DurableAction, State } from './state.ts'

/** Which rooms live on in which: told by an event, or by the refusal of who asks for one under its name of before. */
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
