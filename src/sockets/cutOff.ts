import type { Client, Io } from './io.ts'

/** Time per socket when many are cut off: clients that reconnect together also catch up together. */
const EACH_MS = 2
const LONGEST_MS = 5000

/**
 * Closes the connection so that the client reconnects by itself, with its cursor. Not `disconnect`: after that, stock
 * Socket.IO clients do not reconnect.
 */
export function cutOff(socket: Client): void {
  ;(socket.conn as unknown as { close: () => void }).close()
}

/** Cuts off all sockets of this process at once, because their cursors are no longer valid (a new epoch). */
export function cutOffAll(io: Io): void {
  for (const socket of io.of('/').sockets.values()) cutOff(socket)
}

/** Cuts off all sockets for a shutdown, spread over time by their number, so that the next process is not overrun. */
export async function cutOffGradually(io: Io): Promise<void> {
  const sockets = [...io.of('/').sockets.values()]
  const spreadMs = Math.min(LONGEST_MS, sockets.length * EACH_MS)
  await Promise.all(
    sockets.map(async (socket) => {
      await Bun.sleep(Math.random() * spreadMs)
      cutOff(socket)
    }),
  )
}
