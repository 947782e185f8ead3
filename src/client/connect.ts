import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import type {
  Ack,
  ClientEvent,
  ClientToServer,
  Payload,
  ServerToClient,
} from '../protocol/events.ts'
import { createRenewal } from './renewal.ts'
import { retryAfter } from './retry.ts'
import { isUuid } from './uuid.ts'

export type ServerEvent = keyof ServerToClient
export type Cursor = { event_id: number; epoch: string }
/** `ended`: by `close`, or because the session is over and nobody gave a new token. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'ended'
export type Connection = ReturnType<typeof connect>

export type ConnectOptions = {
  url: string
  /** An access token. */
  token: string
  /** Gives a fresh access token, or null when the user has to sign in again. Asked before the old one ends. */
  onToken?: () => Promise<string | null>
  /** Everything known is to be loaded anew by REST; events continue after `position`. */
  reload?: (why: { reason: string; position: number }) => void
  onState?: (state: ConnectionState) => void
  /** When it will be tried again, in milliseconds since 1970; null: it is being tried, or it is live. */
  onWait?: (until: number | null) => void
  /** To continue from: the `event_id` of a list, with the epoch if it is known. */
  cursor?: { event_id: number; epoch?: string }
  /** Rooms to join before anything is replayed. */
  rooms?: readonly string[]
  /** How long to wait after so many failures, in milliseconds. */
  retryAfter?: typeof retryAfter
  /** For the stock client underneath. */
  socket?: Partial<ManagerOptions & SocketOptions>
}

/** A refusal: the acknowledgement's `code` and `message`. */
export class Refused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'Refused'
    this.code = code
  }
}

type Sent<E extends ClientEvent> = Parameters<ClientToServer[E]>[0]
type Handler = (payload: never) => void

const ACK_MS = 10_000
const MAX_ROOMS = 200

/**
 * A connection that loses nothing: it keeps its place in the event log, reconnects with it, and gives each event once
 * and in order, whatever happens in between.
 */
export function connect(options: ConnectOptions) {
  const handlers = new Map<string, Set<Handler>>()
  const anyHandlers = new Set<(event: ServerEvent, payload: unknown) => void>()
  const rooms = new Set(options.rooms?.filter(isUuid))
  /** Rooms that the last handshake asked for. */
  let offered: string[] = []
  let cursor: Partial<Cursor> = { ...options.cursor }
  let state: ConnectionState = 'connecting'
  let user: Payload<'session_ready'>['user'] | null = null
  let resyncReason: string | null = null
  let retries = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let tokenIsOver = false
  /** No try is made before then. */
  let heldUntil = 0

  const socket: Socket = io(options.url, {
    transports: ['websocket'],
    forceNew: true,
    // Socket.IO itself tells nobody how long it waits, and does not try again when the server refused or closed.
    reconnection: false,
    ...options.socket,
    auth: (give) => {
      offered = [...rooms].slice(-MAX_ROOMS)
      give({
        token: renewal.token,
        ...(cursor.event_id !== undefined && { last_event_id: cursor.event_id }),
        ...(cursor.epoch !== undefined && { epoch: cursor.epoch }),
        rooms: offered,
      })
    },
  })

  const send = async <E extends ClientEvent>(event: E, payload: Sent<E>) => {
    // Never kept for later: by then the user may have meant something else.
    if (!socket.connected) throw new Refused('unavailable', 'Not connected.')
    const answer: Ack = await socket.timeout(ACK_MS).emitWithAck(event, payload)
    if (answer.status === 0) throw new Refused(answer.code, answer.message)
    return answer
  }
  const renewal = createRenewal({
    token: options.token,
    onToken: options.onToken,
    renew: async (token) => {
      if (socket.connected) await send('session:renew', { token })
    },
  })

  const become = (next: ConnectionState) => {
    if (state === next || state === 'ended') return
    state = next
    options.onState?.(next)
  }
  const end = () => {
    become('ended')
    clearTimeout(retryTimer)
    renewal.stop()
    socket.close()
  }
  const retry = (withNewToken = false) => {
    if (state === 'ended') return
    tokenIsOver ||= withNewToken
    if (state === 'live') become('reconnecting')
    clearTimeout(retryTimer)
    const wait = Math.max((options.retryAfter ?? retryAfter)(retries++), heldUntil - Date.now())
    options.onWait?.(Date.now() + wait)
    retryTimer = setTimeout(tryAgain, wait)
  }
  const tryAgain = async () => {
    options.onWait?.(null)
    try {
      if (tokenIsOver && !(await renewal.fresh())) return end()
    } catch {
      return retry()
    }
    if (state !== 'ended') socket.connect()
  }
  const reload = (reason: string) => options.reload?.({ reason, position: cursor.event_id ?? 0 })

  const given = (event: string, payload: unknown) => {
    for (const handler of anyHandlers) handler(event as ServerEvent, payload)
    for (const handler of handlers.get(event) ?? []) handler(payload as never)
  }

  const own: { [E in ServerEvent]?: (payload: Payload<E>) => void } = {
    session_ready(ready) {
      // After a resync the log may have begun anew: its position counts, not the greater one.
      const event_id = ready.resync
        ? ready.event_id
        : Math.max(ready.event_id, cursor.event_id ?? 0)
      cursor = { event_id, epoch: ready.epoch }
      user = ready.user
      retries = 0
      tokenIsOver = false
      for (const roomId of ready.rooms_refused) rooms.delete(roomId)
      for (const roomId of rooms) {
        if (!offered.includes(roomId)) void join(roomId).catch(() => {})
      }
      become('live')
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
      // With another role the server let go of all rooms.
      for (const roomId of rooms) void join(roomId).catch(() => {})
      reload(reason)
    },
    session_expired({ reason }) {
      if (reason === 'token_expired' && options.onToken) retry(true)
      else end()
    },
    agent_unassigned({ room_id, agent_id }) {
      // Staff stay in it; whether that is what the user is now, the server knows.
      if (agent_id === user?.id && rooms.has(room_id)) void join(room_id).catch(() => {})
    },
    room_merged({ from_room_id, room }) {
      if (rooms.delete(from_room_id)) void join(room.room_id).catch(() => {})
    },
  }

  socket.onAny((event: string, payload: { event_id?: number }) => {
    const durable = event !== 'session_ready' && event !== 'cursor' && payload?.event_id
    if (durable) {
      // Comes only once by itself: this guards against a server, or a proxy, that forgot.
      if (durable <= (cursor.event_id ?? 0)) return
      cursor.event_id = durable
    }
    own[event as ServerEvent]?.(payload as never)
    given(event, payload)
  })
  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') retry()
  })
  socket.on('connect_error', ({ message }) => {
    const refused = message === 'unauthorized'
    if (refused && !options.onToken) return end()
    retry(refused)
  })

  /** Joins now, or as soon as there is a connection. @throws Refused `not_found`, also for what may not be seen */
  async function join(roomId: string): Promise<void> {
    if (!isUuid(roomId)) throw new Refused('not_found', 'There is no such room.')
    rooms.add(roomId)
    if (!socket.connected) return
    try {
      await send('room:join', { room_id: roomId })
    } catch (error) {
      // Cut off in between: the next handshake joins it.
      if (!socket.connected) return
      rooms.delete(roomId)
      throw error
    }
  }

  return {
    /** The stock client underneath. */
    socket,
    get state() {
      return state
    },
    /** Whose connection it is, once it is live. */
    get user() {
      return user
    },
    /** Give it to `connect` to continue from here. */
    get cursor(): Partial<Cursor> {
      return { ...cursor }
    },
    /** Calls a handler for each event of a name. @returns what stops it */
    on<E extends ServerEvent>(event: E, handler: (payload: Payload<E>) => void): () => void {
      const set = handlers.get(event) ?? new Set()
      handlers.set(event, set.add(handler as Handler))
      return () => void set.delete(handler as Handler)
    },
    /** Calls a handler for every event. @returns what stops it */
    onAny(handler: (event: ServerEvent, payload: unknown) => void): () => void {
      anyHandlers.add(handler)
      return () => void anyHandlers.delete(handler)
    },
    /** Sends an event and waits for its acknowledgement. @throws Refused */
    send,
    join,
    async leave(roomId: string): Promise<void> {
      rooms.delete(roomId)
      if (socket.connected) await send('room:leave', { room_id: roomId })
    },
    async markRead(roomId: string): Promise<void> {
      await send('room:read', { room_id: roomId })
    },
    /** Whether the user is typing in a room that is joined; clears by itself after 5 s. */
    async typing(roomId: string, isTyping: boolean): Promise<void> {
      await send('typing_indicator', { room_id: roomId, is_typing: isTyping })
    },
    /** Tries to connect at once, however long the wait was to be. */
    tryNow(): void {
      if (state === 'live' || state === 'ended') return
      clearTimeout(retryTimer)
      heldUntil = 0
      socket.disconnect()
      void tryAgain()
    },
    /** Cuts it as a lost network does, and keeps it so for a while. */
    cut(ms: number): void {
      heldUntil = Date.now() + ms
      socket.io.engine.close()
    },
    close: end,
  }
}
