import type { Feed } from '../feed/feed.ts'
import { end } from './applyAccess.ts'
import { cutOff } from './cutOff.ts'
import type { Io } from './io.ts'
import { isTooSlow } from './rawSocket.ts'

const LOOK_MS = 1000
const CURSOR_MS = 30_000

/** One timer for all sockets: ends expired sessions, cuts off slow polling clients, and sends `cursor` to quiet sockets. */
export function sweepSockets(
  io: Io,
  { feed, now, slow }: { feed: Feed; now: () => number; slow?: () => void },
): Timer {
  let cursorsDue = now() + CURSOR_MS
  return setInterval(() => {
    const time = now()
    const tellCursors = time >= cursorsDue
    if (tellCursors) cursorsDue = time + CURSOR_MS
    for (const socket of io.of('/').sockets.values()) {
      const { session } = socket.data
      if (session.state === 'ended') continue
      if (session.expiresAt <= time) end(socket, 'token_expired')
      else if (isTooSlow(socket.conn)) {
        slow?.()
        cutOff(socket)
      } else if (tellCursors && session.state === 'live' && session.sentPosition < feed.position) {
        session.sentPosition = feed.position
        socket.emit('cursor', { event_id: feed.position })
      }
    }
  }, LOOK_MS)
}
