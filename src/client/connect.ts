import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import type { Ack, ClientEvent, ClientToServer, Payload } from '../protocol/events.ts'
import { isDurable } from './durable.ts'
import { createJoinedRooms } from './joinedRooms.ts'
import { createListeners, type ServerEvent } from './listeners.ts'
import { createLiveness, QUESTION } from './liveness.ts'
import { onClosedEarly } from './onClosedEarly.ts'
import { createReconnects } from './reconnects.ts'
import { Refused } from './refused.ts'
import { createRenewal } from './renewal.ts'
import { retryAfter } from './retry.ts'

export type Cursor = { event_id: number; epoch: string }
/** `ended`: closed by `close`, or the session is over and there was no new token. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'ended'
export type Connection = ReturnType<typeof connect>

export type ConnectOptions = {
  url: string
  /** An access token. */
  token: string
  /** Returns a new access token, or null if the user has to sign in again. Called before the old one expires. */
  onToken?: () => Promise<string | null>
  /** Called when all data must be loaded again by REST; events continue after `position`. */
  reload?: (why: { reason: string; position: number }) => void
  onState?: (state: ConnectionState) => void
  /** Called with true while a live connection is asked for a sign of life; with false when that is over. */
  onDoubt?: (doubted: boolean) => void
  /** Called with the time of the next attempt (ms since 1970); null while one is running or the connection is live. */
  onWait?: (until: number | null) => void
  /** Where to continue: the `event_id` of a list, with the epoch if known. */
  cursor?: { event_id: number; epoch?: string }
  /** Rooms to join before anything is replayed. */
  rooms?: readonly string[]
  /** The backoff: ms to wait after this many failures. */
  retryAfter?: typeof retryAfter
  /** Options for the Socket.IO client underneath. */
  socket?: Partial<ManagerOptions & SocketOptions>
}

type Sent<E extends ClientEvent> = Parameters<ClientToServer[E]>[0]

const ACK_MS = 10_000

/**
 * A connection that loses no event: it keeps a cursor in the event log, reconnects with it, and delivers each event once
 * and in order.
 */
export function connect(options: ConnectOptions) {
  const { dispatch, on, onAny } = createListeners()
  let cursor: Partial<Cursor> = { ...options.cursor }
  let state: ConnectionState = 'connecting'
  let user: Payload<'session_ready'>['user'] | null = null
  let resyncReason: string | null = null
  const waitAfter = options.retryAfter ?? retryAfter

  const socket: Socket = io(options.url, {
    transports: ['websocket'],
    forceNew: true,
    // Reconnects are our own: Socket.IO's do not tell how long they wait, and stop once the server refused or closed.
    reconnection: false,
    ...options.socket,
    auth: (give) =>
      give({
        token: renewal.token,
        ...(cursor.event_id !== undefined && { last_event_id: cursor.event_id }),
        ...(cursor.epoch !== undefined && { epoch: cursor.epoch }),
        rooms: rooms.offer(),
      }),
  })

  const send = async <E extends ClientEvent>(event: E, payload: Sent<E>) => {
    // Not buffered until the next connection: by then the user may want something else.
    if (!socket.connected) throw new Refused('unavailable', 'Not connected.')
    const answer: Ack = await socket.timeout(ACK_MS).emitWithAck(event, payload)
    if (answer.status === 0) throw new Refused(answer.code, answer.message, answer.details)
    return answer
  }
  const renewal = createRenewal({
    token: options.token,
    onToken: options.onToken,
    renew: async (token) => {
      if (socket.connected) await send('session:renew', { token })
    },
  })
  const rooms = createJoinedRooms({
    rooms: options.rooms,
    isConnected: () => socket.connected,
    sendJoin: (room_id) => send('room:join', { room_id }),
    waitAfter,
  })
  const reconnects = createReconnects({
    waitAfter,
    onWait: options.onWait,
    freshToken: renewal.fresh,
    connect() {
      if (state === 'ended') return
      socket.connect()
      watchEngine()
    },
    failed: () => retry(),
    end: () => end(),
  })
  const liveness = createLiveness({
    ask: () => socket.timeout(ACK_MS).emitWithAck('typing_indicator', QUESTION),
    onDoubt: options.onDoubt,
    lost: () => drop(),
  })
  const setState = (next: ConnectionState) => {
    if (state === next || state === 'ended') return
    state = next
    options.onState?.(next)
  }
  const end = () => {
    setState('ended')
    liveness.stop()
    reconnects.stop()
    renewal.stop()
    socket.close()
  }
  const retry = (withNewToken = false) => {
    if (state === 'ended') return
    if (withNewToken) reconnects.requireToken()
    lose()
    reconnects.schedule()
  }
  const drop = () => {
    socket.disconnect()
    retry()
  }
  const lose = () => {
    if (state === 'live') setState('reconnecting')
    liveness.stop()
  }
  /** Call after each `connect`, which makes a new engine. */
  const watchEngine = () => {
    socket.io.engine.on('packet', liveness.heard)
    onClosedEarly(socket, drop)
  }
  watchEngine()
  const reload = (reason: string) => options.reload?.({ reason, position: cursor.event_id ?? 0 })

  const own: { [E in ServerEvent]?: (payload: Payload<E>) => void } = {
    session_ready(ready) {
      // After a resync the log may be a new, shorter one: then its position counts even if it is smaller.
      const event_id = ready.resync
        ? ready.event_id
        : Math.max(ready.event_id, cursor.event_id ?? 0)
      cursor = { event_id, epoch: ready.epoch }
      user = ready.user
      reconnects.succeeded()
      rooms.settle(ready.rooms_refused)
      setState('live')
      liveness.start()
      if (ready.resync) reload(resyncReason ?? 'unknown')
      resyncReason = null
    },
    cursor({ event_id }) {
      cursor.event_id = Math.max(event_id, cursor.event_id ?? 0)
    },
    resync_required({ reason }) {
      if (state !== 'live') {
        resyncReason = reason
        return
      }
      // The role has changed, and the server has removed the socket from all rooms.
      rooms.rejoinAll()
      reload(reason)
    },
    session_expired({ reason }) {
      if (reason === 'token_expired' && options.onToken) retry(true)
      else end()
    },
    agent_unassigned({ room_id, agent_id }) {
      // Staff may stay in the room, and only the server knows the user's current role: join again, and see.
      if (agent_id === user?.id) rooms.rejoin(room_id)
    },
    room_merged({ from_room_id, room }) {
      rooms.move(from_room_id, room.room_id)
    },
  }

  socket.onAny((event: string, payload: { event_id: number }) => {
    if (isDurable(event)) {
      // The server sends each event once. This only guards against a faulty server or proxy.
      if (payload.event_id <= (cursor.event_id ?? 0)) return
      cursor.event_id = payload.event_id
    }
    own[event as ServerEvent]?.(payload as never)
    dispatch(event, payload)
  })
  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') retry()
  })
  socket.on('connect_error', ({ message }) => {
    const refused = message === 'unauthorized'
    if (refused && !options.onToken) return end()
    retry(refused)
  })

  return {
    /** The Socket.IO client underneath. */
    socket,
    get state() {
      return state
    },
    /** The signed-in user, known once the connection is live. */
    get user() {
      return user
    },
    /** Pass it to `connect` to continue from here. */
    get cursor(): Partial<Cursor> {
      return { ...cursor }
    },
    on,
    onAny,
    /** Sends an event and waits for its ack. @throws Refused */
    send,
    join: rooms.join,
    async leave(roomId: string): Promise<void> {
      rooms.leave(roomId)
      if (socket.connected) await send('room:leave', { room_id: roomId })
    },
    async markRead(roomId: string): Promise<void> {
      await send('room:read', { room_id: roomId })
    },
    /** Reports typing in a joined room; it ends by itself after 5 s. */
    async typing(roomId: string, isTyping: boolean): Promise<void> {
      await send('typing_indicator', { room_id: roomId, is_typing: isTyping })
    },
    /** Connects at once instead of waiting for the next attempt, or for the answer of a connection in doubt. */
    tryNow(): void {
      if (state === 'ended' || (state === 'live' && !liveness.doubted)) return
      socket.disconnect()
      lose()
      reconnects.now()
    },
    /**
     * Call when a live connection may be dead, as after a sleep or a change of network. Asks the server for a sign of life
     * unless there was one within `quietMs`; without an answer in 3 s, it reconnects.
     */
    makeSure: liveness.check,
    /** Simulates a lost network: cuts the connection and makes no attempt for `ms`. */
    cut(ms: number): void {
      reconnects.hold(ms)
      socket.io.engine.close()
    },
    close: end,
  }
}
