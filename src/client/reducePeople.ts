import type { Payload } from '../protocol/events.ts'
import { without } from './reduceRooms.ts'
import type { State } from './state.ts'

/** A user came online or went offline. An unknown user will come with the next list of users. */
export function presenceAfter(state: State, presence: Payload<'presence_update'>): State {
  const { user_id, status, last_seen_at } = presence
  const user = state.users[user_id]
  if (!user || (user.status === status && user.last_seen_at === last_seen_at)) return state
  return { ...state, users: { ...state.users, [user_id]: { ...user, status, last_seen_at } } }
}

/** A user started or stopped typing in an open room. */
export function typingAfter(state: State, typing: Payload<'typing_indicator'>): State {
  const { room_id, user_id, user, is_typing } = typing
  if (!(room_id in state.messages)) return state
  const known = state.typing[room_id] ?? {}
  if (is_typing === user_id in known) return state
  const now = is_typing ? { ...known, [user_id]: user } : without(known, user_id)
  return {
    ...state,
    typing:
      Object.keys(now).length > 0
        ? { ...state.typing, [room_id]: now }
        : without(state.typing, room_id),
  }
}
