import { Server as Engine } from '@socket.io/bun-engine'
import type { Server as BunServer, ServerWebSocket } from 'bun'
import type { Buckets } from '../limits/buckets.ts'
import { limitKeyOf } from '../limits/clientAddress.ts'
import type { Turns } from '../limits/turns.ts'
import { createFrameBudget, take } from './frameBudget.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat.ts'
import { BACKPRESSURE_BYTES, type RawSocket, type Upgraded } from './rawSocket.ts'

export const SOCKET_PATH = '/socket.io/'
/** A frame over this ends the connection (1009; polling 413). */
const MAX_FRAME_BYTES = 100_000
const PING_MS = 15_000
const PONG_MS = 10_000
/** Long, because sockets pinged together answer together: fewer rounds of the event loop than with many small ticks. */
const TICK_MS = 1000

export type EngineOptions = {
  origins: readonly string[]
  transports: readonly string[]
  addressOf: (request: Request, server: BunServer<unknown>) => string
  /** Limits handshakes by client address. */
  handshakes?: Buckets
  /** Throttles new connections. */
  turns: Turns
}

export type SocketEngine = ReturnType<typeof createEngine>

/** Socket.IO's engine on Bun, with workarounds for its traps; each was found by measuring. */
export function createEngine(options: EngineOptions) {
  const { origins, transports, addressOf, handshakes, turns } = options
  const addresses = new WeakMap<Request, string>()
  const engine = new Engine({
    path: SOCKET_PATH,
    // A connection lost without a close is noticed after 25 s at most, so that presence reports it within 30 s.
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
    releaseRequest(engine, raw, () => heartbeat.remove(raw))
  })

  const { websocket } = engine.handler()
  return {
    engine,
    /** For Bun.serve. Checks a polling body's length before reading it, since the server itself accepts far larger ones. */
    async handle(request: Request, server: BunServer<unknown>): Promise<Response> {
      if (request.method === 'POST') {
        const length = request.headers.get('content-length')
        if (length === null) return new Response(null, { status: 411 })
        if (Number(length) > MAX_FRAME_BYTES) return new Response(null, { status: 413 })
      }
      const { searchParams } = new URL(request.url)
      // Header and query must agree: the engine looks only at the header, and would misread the other transport.
      const isUpgrade = request.headers.has('upgrade')
      if (isUpgrade !== (searchParams.get('transport') === 'websocket')) return badRequest()
      // Requests of an existing connection carry its `sid`; a GET without one is a handshake.
      if (request.method === 'GET' && !searchParams.has('sid')) {
        const waitMs = handshakes?.take(limitKeyOf(addressOf(request, server))) ?? 0
        if (waitMs > 0) return tooMany(waitMs)
        await turns.take('new')
      }
      const answer: Response = await engine.handleRequest(request, server as never)
      // The engine answers 500 to a malformed upgrade, which is the client's fault.
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
 * Frees the handshake's request, URL and headers. The engine keeps them for the connection's whole life, in a property
 * and in a closure of its own listener. Nothing needs them later, and they are a third of a socket's memory.
 */
function releaseRequest(engine: Engine, raw: RawSocket, closed: () => void) {
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

/** Limits packets sent by polling: one body carries many, and none of them passes through `websocket.message`. */
function capPollingPackets(raw: RawSocket) {
  const budget = createFrameBudget()
  raw.on('packet', () => {
    // Not `close`: it would wait for a poll that may never come, and accept packets until then.
    if (raw.transport.name === 'polling' && !take(budget, Date.now()))
      raw.transport.onError('too many packets')
  })
}

/** Allows the same origin, configured origins, and clients that are no browsers (no Origin header). */
function isOriginAllowed(request: Request, origins: readonly string[]): boolean {
  const origin = request.headers.get('origin')
  if (origin === null || origins.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === request.headers.get('host')
}

/**
 * Takes over a connection's pings. The engine uses two timers per connection, and an unsolicited pong makes it start
 * another one that is never cleared.
 */
function keepAlive(heartbeat: Heartbeat<RawSocket>, raw: RawSocket) {
  clearTimeout(raw.pingIntervalTimer)
  raw.pingIntervalTimer = undefined
  // The engine calls this for a pong that comes by polling.
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
