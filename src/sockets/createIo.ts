import type { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { clusterAdapter } from './clusterAdapter.ts'
import type { SocketEngine } from './engine.ts'
import type { Io } from './io.ts'
import { nativeAdapter, type Publish } from './nativeAdapter.ts'

/** How long a connection may take to become a session. */
export const HANDSHAKE_MS = 10_000

/**
 * Socket.IO's server, on the Bun engine and with rooms as topics (docs/adr/0008).
 * SECURITY: `connectionStateRecovery` stays off. It would replay broadcasts by the rooms that a socket was in, also of a room
 * that its user has lost since. Clients catch up by the event log instead (`bringLive.ts`).
 * @param shared connects several processes; `name` must be the same for all of them. Null for one process
 */
export const createIo = (
  engine: SocketEngine,
  publish: Publish,
  shared: { redis: Redis; name: string } | null = null,
): Io => {
  const io: Io = new Server({
    serveClient: false,
    connectTimeout: HANDSHAKE_MS,
    adapter: shared
      ? clusterAdapter(publish, { ...shared, outgoingListeners: false })
      : nativeAdapter(publish, { outgoingListeners: false }),
  })
  io.bind(engine.engine as never)
  return io
}
