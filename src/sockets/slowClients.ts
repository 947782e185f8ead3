import type { ServerWebSocket } from 'bun'
import type { Client, Io } from './io.ts'
import { BACKPRESSURE_BYTES } from './rawSocket.ts'

/**
 * Counts clients that Bun is about to cut off for backpressure. Bun gives no sign of it, and a lost connection ends with
 * the same close code. Called only after a publish that did not reach all subscribers.
 */
export function createSlowClients(io: () => Io, seen: () => void) {
  const counted = new WeakSet<Client>()
  let looking = false
  return {
    /** Checks once for all publishes of a tick, before Bun cuts the sockets off. */
    look(): void {
      if (looking) return
      looking = true
      queueMicrotask(lookNow)
    },
  }

  function lookNow(): void {
    looking = false
    for (const socket of io().of('/').sockets.values()) {
      const { transport } = socket.conn as unknown as {
        transport: { socket?: ServerWebSocket<unknown> }
      }
      const behind = transport.socket?.getBufferedAmount() ?? 0
      if (behind < BACKPRESSURE_BYTES || counted.has(socket)) continue
      counted.add(socket)
      seen()
    }
  }
}
