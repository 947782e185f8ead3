import type { ActionContext } from '../actions/context.ts'
import type { SendMessage } from '../actions/send.ts'
import type { AccessTokens } from '../auth/accessToken.ts'
import type { Feed } from '../feed/feed.ts'
import type { Turns } from '../limits/turns.ts'
import type { Sql } from '../store/database.ts'
import { createAccessReader } from './accessReader.ts'
import { acknowledge, dispatchTo, type Handlers } from './acknowledge.ts'
import { end } from './applyAccess.ts'
import { bringLive } from './bringLive.ts'
import { HANDSHAKE_MS } from './createIo.ts'
import { cutOff } from './cutOff.ts'
import { createEventBudget } from './frameBudget.ts'
import { type AcceptedHandshake, createHandshake } from './handshake.ts'
import type { Client, Io } from './io.ts'
import { handleJoins } from './joins.ts'
import type { BetweenProcesses } from './otherProcesses.ts'
import type { Presence } from './presence.ts'
import { handleReading } from './reading.ts'
import { renew } from './renew.ts'
import { handleSending } from './sending.ts'
import { sweepSockets } from './sweepSockets.ts'
import { createTyping, type TypingTimes } from './typing.ts'

export type SocketDeps = {
  ctx: ActionContext
  sql: Sql
  feed: Feed
  tokens: AccessTokens
  /** Throttles handshakes and replays. */
  turns: Turns
  epoch: () => string
  now: () => number
  log: { error: (fields: object, text: string) => void }
  /** Events of one socket in a minute; null for any number. */
  eventsPerMinute?: number | null
  /** Sockets of one user at the same time; null for any number. */
  socketsPerUser?: number | null
  presence?: Presence
  otherProcesses: BetweenProcesses
  send: SendMessage
  typingTimes?: TypingTimes
  /** Called when somebody types in a room. */
  typed?: (roomId: string) => void
  /** Called when a client is cut off because it does not read what it is sent. */
  slow?: () => void
}

const noAuth = Object.freeze({})

/** The handlers of all client events. Thin: each names an event and calls one function. */
function handlersOf(deps: SocketDeps, typing: ReturnType<typeof createTyping>): Handlers {
  const handlers: Handlers = new Map()
  handleJoins(deps, handlers)
  handleReading(deps, handlers)
  handleSending(deps, handlers)
  typing.handle(handlers)
  acknowledge(handlers, 'session:renew', deps.log, async (socket, { token }) => {
    const expires_at = await renew(deps, socket, token)
    return { expires_at: new Date(expires_at).toISOString() }
  })
  return handlers
}

/** Accepts sockets. There are thousands, so whatever they can share is created once, not per socket. */
export function startSockets(io: Io, deps: SocketDeps) {
  const accepted = new WeakMap<Client, AcceptedHandshake>()
  const connectUsed = new WeakSet<Client['conn']>()
  /** Sign-ins that ended recently: a handshake may have read its access before that, and must still be refused. */
  const endedFamilies = new Set<string>()
  const typing = createTyping({ ...deps, io, times: deps.typingTimes })
  const handle = dispatchTo(handlersOf(deps, typing))
  const onDisconnect = function (this: Client) {
    if (this.conn.readyState === 'open') connectUsed.add(this.conn)
    this.data.session.state = 'ended'
    deps.presence?.disconnected(this)
  }
  io.use(
    createHandshake({
      ...deps,
      readAccess: createAccessReader(deps.sql, deps.turns),
      accepted,
      connectUsed,
    }),
  )
  io.on('connection', (socket) => {
    const handshake = accepted.get(socket)!
    accepted.delete(socket)
    if (deps.eventsPerMinute) socket.data.events = createEventBudget(deps.eventsPerMinute)
    if (endedFamilies.has(socket.data.session.familyId)) {
      handshake.watch.end()
      return end(socket, 'signed_out')
    }
    const seen = deps.presence?.connected(socket) ?? Promise.resolve()
    const catchingUp = seen.then(() => bringLive(deps, socket, handshake))
    const live = catchingUp.catch((error) => {
      deps.log.error({ error: String(error) }, 'a socket could not catch up')
      cutOff(socket)
    })

    // SECURITY: forgets the token as soon as it is no longer needed.
    socket.handshake.auth = noAuth
    socket.data.live = live
    socket.data.joined = live
    socket.onAny(handle as never)
    socket.on('disconnect', onDisconnect)
  })
  const housekeeping = sweepSockets(io, deps)
  return {
    /** Ends all sockets of one sign-in, including those that are still in their handshake. */
    endSessions: ({ familyId, reason }: { familyId: string; reason: string }) => {
      endedFamilies.add(familyId)
      setTimeout(() => endedFamilies.delete(familyId), HANDSHAKE_MS)
      for (const socket of io.of('/').sockets.values())
        if (socket.data.session.familyId === familyId) end(socket, reason)
    },
    stop: () => clearInterval(housekeeping),
  }
}
