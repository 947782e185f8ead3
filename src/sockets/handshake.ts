import type { AccessTokens } from '../auth/accessToken.ts'
import type { AccessWatch, Feed } from '../feed/feed.ts'
import type { Turns } from '../limits/turns.ts'
import { handshakeAuth } from '../protocol/events.ts'
import type { AccessQuery, SessionAccess } from '../store/access.ts'
import type { Client } from './io.ts'
import { readPayload } from './readPayload.ts'
import { createSocketCount } from './socketCount.ts'

export type AcceptedHandshake = {
  known: SessionAccess
  lastEventId: number | null
  epoch: string | null
  rooms: readonly string[]
  /** Started before `known` was read, so that no access change is missed. */
  watch: AccessWatch
}

/**
 * Socket.IO middleware: requires a well-formed `auth` with a valid token of a user who may sign in.
 * Refuses with `connect_error`: `unauthorized`, `invalid_request`, `too_many_sockets`, or `unavailable`.
 */
export function createHandshake(deps: {
  feed: Feed
  tokens: AccessTokens
  turns: Turns
  readAccess: (asked: AccessQuery) => Promise<SessionAccess | null>
  accepted: WeakMap<Client, AcceptedHandshake>
  /** Connections whose CONNECT has been used up while they have no session: being decided, refused, or disconnected. */
  connectUsed: WeakSet<Client['conn']>
  /** Sockets of one user at the same time; null for any number. */
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
    // A connection that closes before it is accepted never reaches the `connection` handler, which would end the watch.
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
      // One read may have served many handshakes; they continue one by one all the same.
      await deps.turns.take('begun')
      if (!known || known.access.disabled || known.familyRevoked) return refuse('unauthorized')
      // Closed meanwhile: its `close` event has passed, so the count would never go down again.
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
        sentPosition: 0,
      }
      const { last_event_id, epoch } = auth
      deps.accepted.set(socket, {
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
    if (deps.connectUsed.has(conn)) {
      // SECURITY: a second CONNECT on one connection would bypass the handshake limits, which count connections, and two
      // sockets would get everything twice. Closes it, as Socket.IO does while there is a session; stock clients come
      // back on a new connection. `next` drops the socket, since its connection is gone.
      conn.close()
      next()
      return
    }
    deps.connectUsed.add(conn)
    const decided = (error?: Error) => {
      next(error)
      // By the next tick `next` has accepted it. Accepted sockets need no entry here, which saves memory with thousands.
      if (!error) process.nextTick(() => deps.connectUsed.delete(conn))
    }
    decide(socket, decided).catch(() => decided(new Error('unavailable')))
  }
}
