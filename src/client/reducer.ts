import { eventsAfter, nothingRecent, remember } from './recent.ts'
import { mergedAfter } from './reduceMerged.ts'
import { addOlder, dropMessages, reduceMessages } from './reduceMessages.ts'
import { presenceAfter, typingAfter } from './reducePeople.ts'
import { hasRoom, putRoom, putRooms, reduceRooms, without } from './reduceRooms.ts'
import { countsAfter, mayRecount, viewAfter } from './reduceViews.ts'
import type { Action, DurableAction, OpenRoom, State } from './state.ts'

export const initialState: State = {
  me: null,
  position: 0,
  rooms: [],
  listed_at: null,
  next_cursor: null,
  views: {},
  counts: null,
  recount_at: 0,
  messages: {},
  users: {},
  typing: {},
  wanted: [],
  gone: {},
  recent: nothingRecent(0),
  missing: {},
  merged: {},
  failures: {},
  outdated: false,
}

/**
 * The reducer of a dashboard. Guarantee 5: a list as of event N plus the events after N equals a later list. Lists and events
 * may arrive in any order. Pure: never changes its arguments.
 */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'session':
      return signIn(state, action.me)
    case 'resync':
      return resync(state, action.position)
    case 'rooms_loaded':
      return loadRooms(state, action)
    case 'view_loaded':
      return loadView(state, action)
    case 'failed':
      return { ...state, failures: { ...state.failures, [action.what]: action.status } }
    case 'succeeded':
      return { ...state, failures: without(state.failures, action.what) }
    case 'view_closed':
      return { ...state, views: without(state.views, action.view) }
    case 'counts_loaded':
      return { ...state, counts: countsAfter(state, action) }
    case 'users_loaded':
      return { ...state, users: Object.fromEntries(action.users.map((user) => [user.id, user])) }
    case 'presence':
      return presenceAfter(state, action.presence)
    case 'typing':
      return typingAfter(state, action.typing)
    case 'disconnected':
      return { ...state, typing: {} }
    case 'room_loaded':
      return loadRoom({ ...state, merged: mergedAfter(state, action) }, action)
    case 'messages_loaded':
      return loadMessages(state, action)
    case 'messages_opened':
      return open(state, [action.room_id])
    case 'messages_closed':
      return dropMessages(state, action.room_id)
    case 'event': {
      const { event_id } = action.payload
      if (event_id <= state.position) return state
      const recent = remember(state.recent, action)
      const recount_at = mayRecount(state, action) ? event_id : state.recount_at
      const merged = mergedAfter(state, action)
      const seen = { ...state, position: event_id, recent, recount_at, merged }
      return reduceMessages(reduceRooms(seen, action), action)
    }
  }
}

/** Sets the signed-in user. The role decides what events mean, so rooms opened under another role are loaded again. */
function signIn(state: State, me: NonNullable<State['me']>): State {
  if (state.me?.id === me.id && state.me.role === me.role) return state
  const messages = Object.fromEntries(
    Object.entries(state.messages).map(([id, open]) => [id, { ...open, stale: true }]),
  )
  return { ...state, me, messages }
}

/** Forgets all data. Open rooms and views stay open, but empty, to be loaded again. */
function resync(state: State, position: number): State {
  const views = Object.fromEntries(
    Object.entries(state.views).map(([name, view]) => [name, { ...view, stale: true }]),
  )
  const { me, users, merged } = state
  const emptied = {
    ...initialState,
    me,
    users,
    merged,
    views,
    position,
    recent: nothingRecent(position),
  }
  return open(emptied, Object.keys(state.messages))
}

/** Opens rooms, empty and to be loaded; those already open stay as they are. */
function open(state: State, roomIds: readonly string[]): State {
  const added = roomIds.filter((id) => !(id in state.messages))
  if (added.length === 0) return state
  const empty: OpenRoom = {
    event_id: state.position,
    items: [],
    next_cursor: null,
    stale: true,
  }
  const opened = Object.fromEntries(added.map((id) => [id, empty]))
  return { ...state, messages: { ...state.messages, ...opened } }
}

function loadView(state: State, page: Extract<Action, { type: 'view_loaded' }>): State {
  const view = viewAfter(state, page)
  if (!view) return state
  const counts = countsAfter(state, page)
  const views = { ...state.views, [page.view]: view }
  const next: State = { ...state, views, counts, listed_at: listedSince(state, page.event_id) }
  return catchUp(putRooms(next, page.rooms), page.event_id, reduceRooms)
}

function loadRooms(state: State, page: Extract<Action, { type: 'rooms_loaded' }>): State {
  const { next_cursor, event_id } = page
  // A page of an older list is not a continuation of this one.
  if (page.more && event_id < (state.listed_at ?? 0)) return state
  let next: State = { ...state, next_cursor }
  if (!page.more) {
    const gone = Object.entries(state.gone).filter(([, at]) => at > event_id)
    const empty = { rooms: [], wanted: [], gone: Object.fromEntries(gone) }
    next = { ...next, ...empty, listed_at: event_id }
  }
  return catchUp(putRooms(next, page.rooms), event_id, reduceRooms)
}

function loadRoom(state: State, action: Extract<Action, { type: 'room_loaded' }>): State {
  const { room_id, room } = action
  const next = { ...state, wanted: state.wanted.filter((id) => id !== room_id) }
  // The room is in the list: the user got it after this request, or an event is about to remove it.
  if (!room && hasRoom(state, room_id)) return next
  if (!room) return { ...next, missing: { ...state.missing, [room_id]: true } }
  const listed_at = listedSince(state, room.event_id)
  return catchUp(putRoom({ ...next, listed_at }, room), room.event_id, reduceRooms)
}

/**
 * The list is composed of snapshots of different ages. Events count from the oldest of them on, and each room's own
 * `event_id` tells which events it already contains.
 */
const listedSince = ({ listed_at }: State, event_id: number): number =>
  Math.min(listed_at ?? event_id, event_id)

function loadMessages(state: State, page: Extract<Action, { type: 'messages_loaded' }>): State {
  const { room_id, event_id, next_cursor } = page
  if ((state.gone[room_id] ?? 0) >= event_id) return state
  const known = page.more ? state.messages[room_id] : undefined
  const items = addOlder(known?.items ?? [], page.messages)
  const since = known ? known.event_id : event_id
  const open: OpenRoom = { event_id: since, items, next_cursor, stale: known?.stale ?? false }
  const messages = { ...state.messages, [room_id]: open }
  return catchUp({ ...state, messages }, event_id, reduceMessages)
}

/** Applies to a loaded list the events between its place in the log and now. */
function catchUp(
  state: State,
  place: number,
  apply: (state: State, action: DurableAction) => State,
): State {
  const missed = eventsAfter(state.recent, place)
  return missed ? missed.reduce(apply, state) : { ...state, outdated: true }
}
