import type { AccessTokens } from '../actions/accessToken.ts'
import type { AccessWatch, Feed } from '../feed/feed.ts'
import { handshakeAuth } from '../protocol/events.ts'
import type { AccessAsked, SessionAccess } from '../store/access.ts'
import type { Turns } from '../turns.ts'
import type { Client } from './io.ts'
import { readPayload } from './readPayload.ts'
import { createSocketCount } from './socketCount.ts'

export type Arrival = {
  known: SessionAccess
  lastEventId: number | null
  epoch: string | null
  rooms: readonly string[]
  /** Began before `known` was read. */
  watch: AccessWatch
}

/**
 * Socket.IO middleware: a valid token of a user who may sign in, and a well-formed `auth`.
 * Refuses with `connect_error`: `unauthorized`, `invalid_request`, `too_many_sockets`, or `unavailable`.
 */
export function createHandshake(deps: {
  feed: Feed
  tokens: AccessTokens
  turns: Turns
  readAccess: (asked: AccessAsked) => Promise<SessionAccess | null>
  arrivals: WeakMap<Client, Arrival>
  /** Connections that have had their CONNECT and have no session: it is being decided, was refused, or has been left. */
  asked: WeakSet<Client['conn']>
  /** Of one user, at the same time; null for any number. */
  socketsPerUser?: number | null
}) {
  const count = createSocketCount(deps.socketsPerUser ?? Number.POSITIVE_INFINITY)

  const decide = async (socket: Client, next: (error?: Error) => void): Promise<void> => {
    await deps.turns.take('begun')
    const token: unknown = socket.handshake.auth?.token
    const claims = typeof token === 'string' ? await deps.tokens.verify(token) : null
    if (!claims) return next(new Error('unauthorized'))
    const auth = readPayload(handshakeAuth, socket.handshake.auth)
    if (!auth) return next(new Error('invalid_request'))
    const rooms = [...new Set(auth.rooms ?? [])]

    const watch = deps.feed.watchAccess()
    // Who leaves before it is let in never gets to the `connection` handler.
    socket.conn.once('close', watch.end)
    const refuse = (reason: string) => {
      watch.end()
      socket.conn.off('close', watch.end)
      next(new Error(reason))
    }
    if (socket.conn.readyState !== 'open') return refuse('unauthorized')
    try {
      const { userId, familyId, expiresAt } = claims
      const known = await deps.readAccess({ userId, familyId, roomIds: rooms })
      // Of a crowd many are read together; they come in one by one all the same.
      await deps.turns.take('begun')
      if (!known || known.access.disabled || known.familyRevoked) return refuse('unauthorized')
      // Gone meanwhile: nothing would ever uncount it.
      if (socket.conn.readyState !== 'open') return refuse('unauthorized')
      if (!count.admit(socket.conn, userId)) return refuse('too_many_sockets')
      socket.data.session = {
        userId,
        familyId,
        name: known.name,
        email: known.email,
        lastSeenAt: known.lastSeenAt,
        role: known.access.role,
        expiresAt,
        state: 'catching_up',
        toldPosition: 0,
      }
      const { last_event_id, epoch } = auth
      deps.arrivals.set(socket, {
        known,
        lastEventId: last_event_id ?? null,
        epoch: epoch ?? null,
        rooms,
        watch,
      })
      next()
    } catch {
      refuse('unavailable')
    }
  }

  return (socket: Client, next: (error?: Error) => void): void => {
    const { conn } = socket
    if (deps.asked.has(conn)) {
      // SECURITY: what limits handshakes counts connections, and two sockets on one would hear everything twice. As
      // Socket.IO does while there is a session, the connection is closed; stock clients come back on another one.
      // `next` drops a socket that has none.
      conn.close()
      next()
      return
    }
    deps.asked.add(conn)
    const decided = (error?: Error) => {
      next(error)
      // `next` lets it in in the tick before this one. Sockets are many: those that live are not kept count of here too.
      if (!error) process.nextTick(() => deps.asked.delete(conn))
    }
    decide(socket, decided).catch(() => decided(new Error('unavailable')))
  }
}
