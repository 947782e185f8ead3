import { eventsAfter, nothingRecent, remember } from './recent.ts'
import { mergedAfter } from './reduceMerged.ts'
import { olderAdded, reduceMessages } from './reduceMessages.ts'
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
 * The one truth of a dashboard (guarantee 5): a list as of event N, and the events after N, make the list of later.
 * Lists and events may come in any order; pure, and never changes what it was given.
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
      return { ...state, messages: without(state.messages, action.room_id) }
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

/** Whose view it is decides what an event means: what was open under another role is asked for again. */
function signIn(state: State, me: NonNullable<State['me']>): State {
  if (state.me?.id === me.id && state.me.role === me.role) return state
  const messages = Object.fromEntries(
    Object.entries(state.messages).map(([id, open]) => [id, { ...open, stale: true }]),
  )
  return { ...state, me, messages }
}

/** The rooms and views that are open stay so, empty, to be loaded again. */
function resync(state: State, position: number): State {
  const views = Object.fromEntries(
    Object.entries(state.views).map(([name, view]) => [name, { ...view, stale: true }]),
  )
  const { me, users, merged } = state
  const anew = {
    ...initialState,
    me,
    users,
    merged,
    views,
    position,
    recent: nothingRecent(position),
  }
  return open(anew, Object.keys(state.messages))
}

/** Empty, to be loaded; those that are open already stay as they are. */
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
  // A page of an older list tells nothing about this one.
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
  // One that is here was given to us since it was asked for, or an event is about to take it.
  if (!room && hasRoom(state, room_id)) return next
  if (!room) return { ...next, missing: { ...state.missing, [room_id]: true } }
  const listed_at = listedSince(state, room.event_id)
  return catchUp(putRoom({ ...next, listed_at }, room), room.event_id, reduceRooms)
}

/**
 * The list is made of snapshots, and an event counts from the oldest of them on: what it tells may be in one and not yet
 * in another. Each room knows by its own `event_id` what is in it already.
 */
const listedSince = ({ listed_at }: State, event_id: number): number =>
  Math.min(listed_at ?? event_id, event_id)

function loadMessages(state: State, page: Extract<Action, { type: 'messages_loaded' }>): State {
  const { room_id, event_id, next_cursor } = page
  if ((state.gone[room_id] ?? 0) >= event_id) return state
  const known = page.more ? state.messages[room_id] : undefined
  const items = olderAdded(known?.items ?? [], page.messages)
  const since = known ? known.event_id : event_id
  const open: OpenRoom = { event_id: since, items, next_cursor, stale: known?.stale ?? false }
  const messages = { ...state.messages, [room_id]: open }
  return catchUp({ ...state, messages }, event_id, reduceMessages)
}

/** Applies to a list what happened between its place in the log and now. */
function catchUp(
  state: State,
  place: number,
  apply: (state: State, action: DurableAction) => State,
): State {
  const missed = eventsAfter(state.recent, place)
  return missed ? missed.reduce(apply, state) : { ...state, outdated: true }
}
