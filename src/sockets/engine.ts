import { Server as Engine } from '@socket.io/bun-engine'
import type { Server as BunServer, ServerWebSocket } from 'bun'
import type { Buckets } from '../buckets.ts'
import { limitKeyOf } from '../http/clientAddress.ts'
import type { Turns } from '../turns.ts'
import { type Budget, createFrameBudget, take } from './frameBudget.ts'
import { createHeartbeat, type Heartbeat, type Pinged } from './heartbeat.ts'

export const SOCKET_PATH = '/socket.io/'
/** A frame over this ends the connection (1009; polling 413). */
const MAX_FRAME_BYTES = 100_000
const PING_MS = 15_000
const PONG_MS = 10_000
/** Whoever is pinged together answers together: fewer rounds of the event loop than with many small ticks. */
const TICK_MS = 1000
/** Bytes that a client may leave unread before it is cut off; it catches up by its cursor. */
export const BACKPRESSURE_BYTES = 1 << 20

type Upgraded = {
  transport: unknown
  budget?: Budget
  /** Whose sign of life a pong is; there is one once it has been pinged. */
  pinged?: RawSocket
  onDrain?: () => void
}
type RawSocket = Pinged & {
  remoteAddress?: string
  transport: {
    name: string
    writable: boolean
    socket?: ServerWebSocket<Upgraded>
    onError: (message: string) => void
  }
  writeBuffer: unknown[]
  readyState: string
  on: (event: 'packet', listener: () => void) => void
  pingIntervalTimer: Timer | undefined
  schedulePing: () => void
  sendPacket: (type: 'ping' | 'message', data?: string) => void
  onClose: (reason: string) => void
  id: string
  request: { url: string; headers: object; _query: object }
  _listeners: Map<string, (() => void)[]>
}

export type EngineOptions = {
  origins: readonly string[]
  transports: readonly string[]
  addressOf: (request: Request, server: BunServer<unknown>) => string
  /** Handshakes by address. */
  handshakes?: Buckets
  /** New connections take turns. */
  turns: Turns
}

export type SocketEngine = ReturnType<typeof createEngine>

/** Socket.IO's engine on Bun, with its traps closed; each line here answers a measured one. */
export function createEngine(options: EngineOptions) {
  const { origins, transports, addressOf, handshakes, turns } = options
  const addresses = new WeakMap<Request, string>()
  const engine = new Engine({
    path: SOCKET_PATH,
    // Who is gone without a word is found in 25 s, so that presence tells within 30.
    pingInterval: PING_MS,
    pingTimeout: PONG_MS,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    ...(origins.length > 0 && { cors: { origin: [...origins], credentials: true } }),
    // CORS does not cover WebSocket handshakes. A rejection must be a string: errors serialise to {}.
    allowRequest: async (request, server) => {
      if (!isOriginAllowed(request, origins)) throw 'origin not allowed'
      const transport = new URL(request.url).searchParams.get('transport') ?? ''
      if (!transports.includes(transport)) throw 'transport not allowed'
      addresses.set(request, addressOf(request, server as BunServer<unknown>))
    },
  })
  const heartbeat = createHeartbeat<RawSocket>({
    everyMs: PING_MS,
    patienceMs: PONG_MS,
    tickMs: TICK_MS,
    ping,
    giveUp: (raw) => raw.onClose('ping timeout'),
  })
  engine.on('connection', (socket, request) => {
    const raw = socket as unknown as RawSocket
    raw.remoteAddress = addresses.get(request as Request) ?? ''
    keepAlive(heartbeat, raw)
    if (raw.transport.name === 'polling') capPollingPackets(raw)
    letGoOfRequest(engine, raw, () => heartbeat.remove(raw))
  })

  const { websocket } = engine.handler()
  return {
    engine,
    /** For Bun.serve. A polling body is measured before it is read: the server as a whole takes far larger ones. */
    async handle(request: Request, server: BunServer<unknown>): Promise<Response> {
      if (request.method === 'POST') {
        const length = request.headers.get('content-length')
        if (length === null) return new Response(null, { status: 411 })
        if (Number(length) > MAX_FRAME_BYTES) return new Response(null, { status: 413 })
      }
      const { searchParams } = new URL(request.url)
      // The engine goes by the header alone: it would poll with who says websocket, and be asked to upgrade who does not.
      const isUpgrade = request.headers.has('upgrade')
      if (isUpgrade !== (searchParams.get('transport') === 'websocket')) return badRequest()
      // What belongs to a connection names it; everything else begins one.
      if (request.method === 'GET' && !searchParams.has('sid')) {
        const waitMs = handshakes?.take(limitKeyOf(addressOf(request, server))) ?? 0
        if (waitMs > 0) return tooMany(waitMs)
        await turns.take('new')
      }
      const answer: Response = await engine.handleRequest(request, server as never)
      // An upgrade that can't be made was not asked for as it should be.
      return isUpgrade && answer.status === 500 ? badRequest() : answer
    },
    websocket: {
      ...websocket,
      message(ws: ServerWebSocket<Upgraded>, message: string | Buffer) {
        ws.data.budget ??= createFrameBudget()
        if (!take(ws.data.budget, Date.now())) return ws.close(1008, 'too many frames')
        if (message === PONG && ws.data.pinged) heartbeat.heard(ws.data.pinged)
        else websocket.message(ws as never, message as never)
      },
      drain: (ws: ServerWebSocket<Upgraded>) => ws.data.onDrain?.(),
      backpressureLimit: BACKPRESSURE_BYTES,
      closeOnBackpressureLimit: true,
    },
  }
}

const badRequest = () => new Response(null, { status: 400 })

const tooMany = (waitMs: number) =>
  new Response(null, { status: 429, headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) } })

const noHeaders = Object.freeze({})
const noQuery = Object.freeze({ EIO: '4' })

/**
 * A connection keeps its handshake for as long as it lives: the request, its URL and headers, by the closure of the
 * engine's own listener and by name. Nobody asks for them later, and they are a third of what a socket weighs.
 */
function letGoOfRequest(engine: Engine, raw: RawSocket, closed: () => void) {
  const { clients } = engine as unknown as { clients: Map<string, unknown> }
  raw._listeners.set('close', [
    () => {
      clients.delete(raw.id)
      closed()
    },
  ])
  raw.request.headers = noHeaders
  raw.request._query = noQuery
  raw.request.url = SOCKET_PATH
}

/** One polling body carries many packets, and none of them passes through `websocket.message`. */
function capPollingPackets(raw: RawSocket) {
  const budget = createFrameBudget()
  raw.on('packet', () => {
    // `close` would wait for a poll that may never come, and take packets until then.
    if (raw.transport.name === 'polling' && !take(budget, Date.now()))
      raw.transport.onError('too many packets')
  })
}

/** Same origin, a configured one, or no browser at all. */
function isOriginAllowed(request: Request, origins: readonly string[]): boolean {
  const origin = request.headers.get('origin')
  if (origin === null || origins.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === request.headers.get('host')
}

/**
 * Takes over a connection's pings: the engine has two timers for each, and an unasked pong makes it start one more that
 * nothing clears.
 */
function keepAlive(heartbeat: Heartbeat<RawSocket>, raw: RawSocket) {
  clearTimeout(raw.pingIntervalTimer)
  raw.pingIntervalTimer = undefined
  // The engine's own reaction to a pong that comes by polling.
  raw.schedulePing = () => heartbeat.heard(raw)
  heartbeat.add(raw)
}

const PING = '2'
const PONG = '3'

function ping(raw: RawSocket) {
  const { socket } = raw.transport
  if (!socket) return raw.sendPacket('ping')
  socket.data.pinged = raw
  socket.send(PING)
}

/** Bytes (WebSocket) or packets (polling) that wait for a client to take them. */
const SENDING_AHEAD_BYTES = BACKPRESSURE_BYTES / 4
const PACKETS_AHEAD = 1000
const STUCK_MS = 30_000

/** Whether a polling client has let too much pile up: WebSockets are cut by `backpressureLimit`. */
export const isTooSlow = (conn: unknown) =>
  (conn as RawSocket).writeBuffer.length > 2 * PACKETS_AHEAD

/** Whether a client has taken in most of what was sent to it. */
export function keepsUp(conn: unknown): boolean {
  const { transport, writeBuffer } = conn as RawSocket
  return transport.socket
    ? transport.socket.getBufferedAmount() <= SENDING_AHEAD_BYTES
    : writeBuffer.length <= PACKETS_AHEAD
}

/**
 * Sends a frame, which is a message of Engine.IO. Over a WebSocket it goes as it is: the engine would make a packet and
 * another string of each, and tell listeners that nobody has set.
 */
export function sendFrame(conn: unknown, frame: string): void {
  const raw = conn as RawSocket
  const { socket, writable } = raw.transport
  if (socket && writable && raw.writeBuffer.length === 0) socket.send(frame)
  else raw.sendPacket('message', frame.slice(1))
}

/** What `work` sends to a client leaves in as few writes as it fits into. Nothing in it may close the connection. */
export function inOneWrite(conn: unknown, work: () => void): void {
  const { socket } = (conn as RawSocket).transport
  if (socket) socket.cork(work)
  else work()
}

/** Resolves when a client keeps up again; false if it is gone, or takes nothing in. */
export async function drained(conn: unknown): Promise<boolean> {
  const raw = conn as RawSocket
  const deadline = Date.now() + STUCK_MS
  while (raw.readyState === 'open') {
    if (keepsUp(conn)) return true
    if (Date.now() > deadline) return false
    await nextDrain(raw.transport.socket)
  }
  return false
}

/** The socket's next drain, or a moment for a transport that does not tell. */
function nextDrain(ws: ServerWebSocket<Upgraded> | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 50)
    if (!ws) return
    ws.data.onDrain = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}
