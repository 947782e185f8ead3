import type { ServerWebSocket } from 'bun'
import type { Budget } from './frameBudget.ts'
import type { Pinged } from './heartbeat.ts'

/** Unread bytes after which a client is cut off; it then catches up by its cursor. */
export const BACKPRESSURE_BYTES = 1 << 20

/** What Bun keeps with a WebSocket (`ws.data`): the engine’s transport, and what this server adds. */
export type Upgraded = {
  transport: unknown
  budget?: Budget
  /** The connection that a pong belongs to; set by its first ping. */
  pinged?: RawSocket
  onDrain?: () => void
}
/** A connection of the engine, with the private members that are used here. */
export type RawSocket = Pinged & {
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

/** How many bytes (WebSocket) or packets (polling) may wait for a client before a replay pauses. */
const SENDING_AHEAD_BYTES = BACKPRESSURE_BYTES / 4
const PACKETS_AHEAD = 1000
const STUCK_MS = 30_000

/** Whether too many packets wait for a polling client. WebSockets are cut off by `backpressureLimit` instead. */
export const isTooSlow = (conn: unknown) =>
  (conn as RawSocket).writeBuffer.length > 2 * PACKETS_AHEAD

/** Whether a client has received most of what was sent to it. */
export function keepsUp(conn: unknown): boolean {
  const { transport, writeBuffer } = conn as RawSocket
  return transport.socket
    ? transport.socket.getBufferedAmount() <= SENDING_AHEAD_BYTES
    : writeBuffer.length <= PACKETS_AHEAD
}

/**
 * Sends a frame, i.e. an Engine.IO message. A WebSocket gets it directly: the engine would create a packet and another
 * string for each, and notify listeners that nobody has set.
 */
export function sendFrame(conn: unknown, frame: string): void {
  const raw = conn as RawSocket
  const { socket, writable } = raw.transport
  if (socket && writable && raw.writeBuffer.length === 0) socket.send(frame)
  else raw.sendPacket('message', frame.slice(1))
}

/** Runs `work` with the socket corked, so that all its frames share few writes. `work` must not close the connection. */
export function corked(conn: unknown, work: () => void): void {
  const { socket } = (conn as RawSocket).transport
  if (socket) socket.cork(work)
  else work()
}

/** Resolves once a client keeps up again; with false if it is gone, or has been stuck for STUCK_MS. */
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

/** Waits for the socket's next drain event, at most 50 ms; polling has no such event. */
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
