import type { Client, Io } from './io.ts'

/** Sockets that come back at once all catch up at once: so many ms are given to each of them. */
const EACH_MS = 2
const LONGEST_MS = 5000

/**
 * Ends a connection so that any client comes back by itself, with its cursor. A `disconnect` of Socket.IO's would tell
 * it to stay away: stock clients do not reconnect after that.
 */
export function cutOff(socket: Client): void {
  ;(socket.conn as unknown as { close: () => void }).close()
}

/** Everybody of this process, at once: when what they were told can't be trusted any more. */
export function cutOffAll(io: Io): void {
  for (const socket of io.of('/').sockets.values()) cutOff(socket)
}

/** Lets clients go to another process, spread over a while that grows with their number, so that none is overrun. */
export async function sendAway(io: Io): Promise<void> {
  const sockets = [...io.of('/').sockets.values()]
  const spreadMs = Math.min(LONGEST_MS, sockets.length * EACH_MS)
  await Promise.all(
    sockets.map(async (socket) => {
      await Bun.sleep(Math.random() * spreadMs)
      cutOff(socket)
    }),
  )
}
