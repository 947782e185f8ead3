import type { DurableEvent } from '../protocol/events.ts'
import { type Connection, type ConnectOptions, connect } from './connect.ts'
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
/** So many single rooms are asked for at once: after a long cut hundreds may be wanted. */
const ROOMS_AT_ONCE = 6
const DURABLE: ReadonlySet<string> = new Set<DurableEvent>([
  'new_room',
  'new_room_complete',
  'new_message',
  'room:new_message',
  'message_updated',
  'room:message_updated',
  'message_status_update',
  'agent_assigned',
  'agent_unassigned',
  'room_read',
  'tag_updated',
  'room_updated',
  'room_merged',
])

/**
 * A dashboard's data: the reducer's state, kept true by a connection, and by REST where events can't tell. Starts
 * loading at once.
 */
export function openInbox(
  options: Omit<ConnectOptions, 'reload'> & {
    rest: Rest
    /** `whole`: one list of all rooms. `views`: the parts that `watch` names, their counts, and colleagues. */
    list?: 'whole' | 'views'
    /** Who it is, where that is known already. */
    me?: NonNullable<State['me']>
    onChange?: (state: State) => void
    onError?: (error: unknown) => void
  },
) {
  const { rest, list = 'whole', me, onChange, onError, onState, ...connecting } = options
  const load = loadsOf(rest)
  let state = me ? reduce(initialState, { type: 'session', me }) : initialState
  let recount: Timer | undefined
  /** What is looked at, loaded or not. */
  const watched = new Map<string, ViewFilter>()
  /** Rooms that were asked for by themselves, until they are left. */
  const asked = new Set<string>()
  /** Rooms that are looked at, ours or not, until they are left. */
  const opened = new Set<string>()
  /** Events are on their way: what is asked for now meets them without a gap. */
  let begun = false

  const dispatch = (action: Action) => {
    const before = state
    state = reduce(state, action)
    if (state === before) return
    if (state.outdated) return reload(state.position)
    onChange?.(state)
    openWhatCameBack(before)
    loadWhatIsMissing()
  }
  /** What was not ours, or no longer, while it was looked at: its messages are let go, or were refused. */
  const openWhatCameBack = (before: State) => {
    if (before.rooms === state.rooms) return
    for (const roomId of opened) {
      const wasAway = roomId in before.missing || roomId in before.gone
      if (!hasRoom(state, roomId) || hasRoom(before, roomId)) continue
      if (!wasAway && roomId in state.messages) continue
      // A refusal from before may be on its way.
      loading.drop(messagesOf(roomId))
      void open(roomId)
    }
  }
  /** What events could not tell. What was refused is not asked for again by itself. */
  const loadWhatIsMissing = () => {
    if (!begun) return
    let free = ROOMS_AT_ONCE - loading.count(roomNamed(''))
    for (const roomId of state.wanted) {
      if (free <= 0) break
      if (loading.isUnderWay(roomNamed(roomId)) || roomNamed(roomId) in state.failures) continue
      free--
      void loadRoom(roomId)
    }
    for (const [roomId, { stale }] of Object.entries(state.messages)) {
      if (stale && !(messagesOf(roomId) in state.failures)) void loadMessages(roomId)
    }
    if (state.counts && state.recount_at > state.counts.event_id) {
      recount ??= setTimeout(() => {
        recount = undefined
        void once('counts', load.counts)
      }, RECOUNT_MS)
    }
  }
  const loading = createLoading({
    failures: () => state.failures,
    dispatch,
    // What came meanwhile may have outdated the answer, and found it still awaited.
    onAnswered: loadWhatIsMissing,
    onError,
  })
  const { once } = loading
  const begin = () => {
    if (list === 'whole') return void once('rooms', load.me, () => load.rooms())
    void once('me', load.me)
    void once('users', load.users)
    for (const name of watched.keys()) void loadView(name)
    for (const roomId of new Set([...asked, ...opened])) void loadRoom(roomId)
    loadWhatIsMissing()
  }
  const reload = (position: number) => {
    loading.dropAll()
    dispatch({ type: 'resync', position })
    begin()
  }

  const loadView = (name: string, cursor?: string) =>
    once(viewNamed(name), () =>
      load.view({ name, filter: watched.get(name)!, me: state.me }, cursor),
    )
  const loadRoom = (roomId: string) =>
    isUuid(roomId) ? once(roomNamed(roomId), () => load.room(roomId)) : noRoom(roomId)
  const noRoom = async (roomId: string) =>
    dispatch({ type: 'room_loaded', room_id: roomId, room: null })
  const loadMessages = (roomId: string, before?: string) =>
    once(messagesOf(roomId), () => load.messages(roomId, before))

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
    if (DURABLE.has(event)) dispatch({ type: 'event', event, payload } as Action)
  })
  connection.on('presence_update', (presence) => {
    if (presence.user_id in state.users) dispatch({ type: 'presence', presence })
    else if (list === 'views') void once('users', load.users)
  })
  connection.on('typing_indicator', (typing) => dispatch({ type: 'typing', typing }))
  connection.on('session_ready', ({ resync }) => {
    const first = !begun
    begun = true
    if (resync) return
    if (first) begin()
    else if (list === 'views') void once('users', load.users)
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
        : once('more rooms', () => load.rooms(state.next_cursor!)),
    /** Looks at a part of the list, under the name that it gives. Stays known, and true, until `unwatch`. */
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
    /** The next page of a part, if there is one; or its first again, where that failed. */
    more(name: string): Promise<void> {
      const view = state.views[name]
      if (!view) return watched.has(name) ? loadView(name) : Promise.resolve()
      return view.next_cursor === null ? Promise.resolve() : loadView(name, view.next_cursor)
    },
    /** One room, such as that of a link. */
    ask(roomId: string): Promise<void> {
      asked.add(roomId)
      return begun ? loadRoom(roomId) : Promise.resolve()
    },
    /** Shows a room's messages, and joins it; again by itself, when it is taken from us and given back. Until `leave`. */
    open(roomId: string): Promise<void> {
      if (!isUuid(roomId)) return noRoom(roomId)
      opened.add(roomId)
      return open(roomId)
    },
    /** Older messages of an open room, if there are any. */
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
    /** Tries what failed again now, by its name in `state.failures`. */
    again: loading.again,
    /** Resolves when nothing is being loaded. */
    settled: loading.settled,
    close() {
      loading.dropAll()
      clearTimeout(recount)
      connection.close()
    },
  }
}

const roomNamed = (roomId: string) => `room ${roomId}`
/** What a load that failed is called in `state.failures`. */
export const messagesOf = (roomId: string) => `messages ${roomId}`
export const viewNamed = (name: string) => `view ${name}`
