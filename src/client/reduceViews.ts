import type { Action, DurableAction, State, View } from './state.ts'

type Page = Extract<Action, { type: 'view_loaded' }>

/** A view after a page was loaded. Null for a useless page: the list was restarted meanwhile, or is no longer wanted. */
export function viewAfter(state: State, page: Page): View | null {
  const { view, filter, event_id, next_cursor, rooms, more } = page
  const known = state.views[view]
  if (more && (!known || known.stale || event_id < known.event_id)) return null
  const end = rooms.at(-1)
  const last =
    next_cursor === null || !end
      ? null
      : { room_updated_at: end.room_updated_at, room_id: end.room_id }
  return { filter, event_id: more ? known!.event_id : event_id, next_cursor, last, stale: false }
}

/** Every list comes with counts; the newest ones win. */
export function countsAfter(state: State, { counts, event_id }: Pick<Page, 'counts' | 'event_id'>) {
  return state.counts && state.counts.event_id > event_id ? state.counts : { ...counts, event_id }
}

/** Whether an event may change the counts. They can't be computed here, since most rooms are not loaded. */
export function mayRecount(state: State, { event, payload }: DurableAction): boolean {
  switch (event) {
    case 'new_room_complete':
    case 'agent_assigned':
    case 'agent_unassigned':
    case 'room_updated':
    case 'room_merged':
      return true
    case 'new_message': {
      const room = state.rooms.find(({ room_id }) => room_id === payload.room_id)
      return room?.status !== payload.room.status
    }
    default:
      return false
  }
}
