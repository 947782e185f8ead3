import { type Connection, type ConnectOptions, connect } from './connect.ts'
import { isDurable } from './durable.ts'
import { createLoading } from './loading.ts'
import { loadsOf } from './loads.ts'
import { hasRoom } from './reduceRooms.ts'
import { initialState, reduce } from './reducer.ts'
import type { Rest } from './rest.ts'
import type { Action, State, ViewFilter } from './state.ts'
import { isUuid } from './uuid.ts'
import { nameOf } from './views.ts'

type Timer = ReturnType<typeof setTimeout>
export type Inbox = ReturnType<typeof openInbox>

const RECOUNT_MS = 300
/** Limits parallel requests for single rooms: after a long disconnection hundreds may be missing. */
const ROOMS_AT_ONCE = 6

/**
 * A dashboard's data: the reducer's state, kept up to date by events, and by REST for what events can't tell. Starts
 * loading at once.
 */
export function openInbox(
  options: Omit<ConnectOptions, 'reload'> & {
    rest: Rest
    /** `whole`: loads one list of all rooms. `views`: loads the filtered views passed to `watch`, counts, and users. */
    list?: 'whole' | 'views'
    /** The signed-in user, if known already. */
    me?: NonNullable<State['me']>
    onChange?: (state: State) => void
    onError?: (error: unknown) => void
  },
) {
  const { rest, list = 'whole', me, onChange, onError, onState, ...connecting } = options
  let state = me ? reduce(initialState, { type: 'session', me }) : initialState
  let recount: Timer | undefined
  /** The views on screen, loaded or not. */
  const watched = new Map<string, ViewFilter>()
  /** Rooms requested one by one (`ask`), until `leave`. */
  const asked = new Set<string>()
  /** Rooms on screen, whether or not the user may see them, until `leave`. */
  const opened = new Set<string>()
  /** Whether events arrive: from then on, a loaded list and the events after it leave no gap. */
  let begun = false

  const dispatch = (action: Action) => {
    const before = state
    state = reduce(state, action)
    if (state === before) return
    if (state.outdated) return reload(state.position)
    onChange?.(state)
    reopenRooms(before)
    loadMissing()
  }
  /** Reopens rooms on screen that the user has got back: their messages were dropped, or refused, while they were gone. */
  const reopenRooms = (before: State) => {
    if (before.rooms === state.rooms) return
    for (const roomId of opened) {
      const wasAway = roomId in before.missing || roomId in before.gone
      if (!hasRoom(state, roomId) || hasRoom(before, roomId)) continue
      if (!wasAway && roomId in state.messages) continue
      // An earlier request may still be answered with a refusal.
      loading.drop(messagesOf(roomId))
      void open(roomId)
    }
  }
  /** Loads what events could not tell. A load that was refused is not repeated by itself. */
  const loadMissing = () => {
    if (!begun) return
    let free = ROOMS_AT_ONCE - loading.count(roomNamed(''))
    for (const roomId of state.wanted) {
      if (free <= 0) break
      if (loading.isLoading(roomNamed(roomId)) || roomNamed(roomId) in state.failures) continue
      free--
      void loadRoom(roomId)
    }
    for (const [roomId, { stale }] of Object.entries(state.messages)) {
      if (stale && !(messagesOf(roomId) in state.failures)) void loadMessages(roomId)
    }
    if (state.counts && state.recount_at > state.counts.event_id) {
      recount ??= setTimeout(() => {
        recount = undefined
        void once('counts', (load) => load.counts())
      }, RECOUNT_MS)
    }
  }
  const loading = createLoading({
    loads: (signal) => loadsOf(rest, signal),
    failures: () => state.failures,
    dispatch,
    // Events during a load may have outdated its answer, but could not start it again while it was running.
    onAnswered: loadMissing,
    onError,
  })
  const { once } = loading
  const begin = () => {
    if (list === 'whole')
      return void once(
        'rooms',
        (load) => load.me(),
        (load) => load.rooms(),
      )
    void once('me', (load) => load.me())
    void once('users', (load) => load.users())
    for (const name of watched.keys()) void loadView(name)
    for (const roomId of new Set([...asked, ...opened])) void loadRoom(roomId)
    loadMissing()
  }
  const reload = (position: number) => {
    loading.dropAll()
    dispatch({ type: 'resync', position })
    begin()
  }

  const loadView = (name: string, cursor?: string) =>
    once(viewNamed(name), (load) =>
      load.view({ name, filter: watched.get(name)!, me: state.me }, cursor),
    )
  const loadRoom = (roomId: string) =>
    isUuid(roomId) ? once(roomNamed(roomId), (load) => load.room(roomId)) : noRoom(roomId)
  const noRoom = async (roomId: string) =>
    dispatch({ type: 'room_loaded', room_id: roomId, room: null })
  const loadMessages = (roomId: string, before?: string) =>
    once(messagesOf(roomId), (load) => load.messages(roomId, before))

  const open = (roomId: string): Promise<void> => {
    connection.join(roomId).catch((error) => onError?.(error))
    dispatch({ type: 'messages_opened', room_id: roomId })
    return begun ? loadMessages(roomId) : Promise.resolve()
  }

  const connection: Connection = connect({
    ...connecting,
    onState(connectionState) {
      if (connectionState === 'reconnecting') dispatch({ type: 'disconnected' })
      onState?.(connectionState)
    },
    reload: ({ position }) => reload(position),
  })
  connection.onAny((event, payload) => {
    if (isDurable(event)) dispatch({ type: 'event', event, payload } as Action)
  })
  connection.on('presence_update', (presence) => {
    if (presence.user_id in state.users) dispatch({ type: 'presence', presence })
    else if (list === 'views') void once('users', (load) => load.users())
  })
  connection.on('typing_indicator', (typing) => dispatch({ type: 'typing', typing }))
  connection.on('session_ready', ({ resync }) => {
    const first = !begun
    begun = true
    if (!first) loading.reconnected()
    if (resync) return
    if (first) begin()
    else if (list === 'views') void once('users', (load) => load.users())
  })

  return {
    connection,
    get state() {
      return state
    },
    /** The next page of rooms, if there is one. */
    moreRooms: () =>
      state.next_cursor === null
        ? Promise.resolve()
        : once('more rooms', (load) => load.rooms(state.next_cursor!)),
    /** Loads a filtered view, named by `nameOf(filter)`, and keeps it up to date until `unwatch`. */
    watch(filter: ViewFilter): Promise<void> {
      const name = nameOf(filter)
      watched.set(name, filter)
      const view = state.views[name]
      return !begun || (view && !view.stale) ? Promise.resolve() : loadView(name)
    },
    unwatch(name: string) {
      watched.delete(name)
      loading.drop(viewNamed(name))
      dispatch({ type: 'view_closed', view: name })
    },
    /** Loads the next page of a view, if there is one; or its first again if that failed. */
    more(name: string): Promise<void> {
      const view = state.views[name]
      if (!view) return watched.has(name) ? loadView(name) : Promise.resolve()
      return view.next_cursor === null ? Promise.resolve() : loadView(name, view.next_cursor)
    },
    /** Loads a single room, such as that of a link. */
    ask(roomId: string): Promise<void> {
      asked.add(roomId)
      return begun ? loadRoom(roomId) : Promise.resolve()
    },
    /** Joins a room and loads its messages until `leave`. Does so again when the user loses the room and gets it back. */
    open(roomId: string): Promise<void> {
      if (!isUuid(roomId)) return noRoom(roomId)
      opened.add(roomId)
      return open(roomId)
    },
    /** Loads older messages of an open room, if there are any. */
    moreMessages: (roomId: string) => {
      const before = state.messages[roomId]?.next_cursor
      return before ? loadMessages(roomId, before) : Promise.resolve()
    },
    leave: (roomId: string) => {
      asked.delete(roomId)
      opened.delete(roomId)
      loading.drop(messagesOf(roomId))
      dispatch({ type: 'messages_closed', room_id: roomId })
      return connection.leave(roomId)
    },
    /** Retries a failed load now, by its name in `state.failures`. */
    again: loading.again,
    /** Resolves once nothing is being loaded. */
    settled: loading.settled,
    close() {
      loading.dropAll()
      clearTimeout(recount)
      connection.close()
    },
  }
}

/** The names of loads, as in `state.failures`. */
export const roomNamed = (roomId: string) => `room ${roomId}`
export const messagesOf = (roomId: string) => `messages ${roomId}`
export const viewNamed = (name: string) => `view ${name}`
