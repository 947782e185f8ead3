import type { Socket } from 'socket.io-client'

/**
 * Calls back when the connection being opened is closed before its handshake is done, without an error. Socket.IO does
 * not listen for that: it would notice only at its connect timeout, after 20 s. Call after each `connect`.
 */
export function onClosedEarly(socket: Socket, closed: () => void): void {
  const { engine } = socket.io
  engine.once('close', () => {
    // An error or a timeout was told already; a socket that was closed on purpose is not active.
    if (engine !== socket.io.engine || !socket.active || socket.io._readyState !== 'opening') return
    closed()
  })
}
