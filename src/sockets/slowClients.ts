import type { ServerWebSocket } from 'bun'
import { BACKPRESSURE_BYTES } from './engine.ts'
import type { Client, Io } from './io.ts'

/**
 * Counts clients that Bun is about to cut off: it does so without a word, and a lost connection ends with the same code.
 * Asked only after a publish that did not reach everybody.
 */
export function createSlowClients(io: () => Io, seen: () => void) {
  const counted = new WeakSet<Client>()
  let looking = false
  return {
    /** Once for all publishes of a tick: the sockets are cut off after it. */
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
