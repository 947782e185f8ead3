import type { Redis } from 'ioredis'
import { Server } from 'socket.io'
import type { AccessTokens } from '../actions/accessToken.ts'
import type { ActionContext } from '../actions/context.ts'
import type { SendMessage } from '../actions/send.ts'
import type { Feed } from '../feed/feed.ts'
import type { Sql } from '../store/database.ts'
import type { Turns } from '../turns.ts'
import { createAccessReader } from './accessReader.ts'
import { acknowledge, type Handlers, handleBy } from './acknowledge.ts'
import { end } from './applyAccess.ts'
import { arrive } from './arrive.ts'
import { clusterAdapter } from './clusterAdapter.ts'
import { cutOff } from './cutOff.ts'
import type { SocketEngine } from './engine.ts'
import { createEventBudget } from './frameBudget.ts'
import { type Arrival, createHandshake } from './handshake.ts'
import type { Client, Io } from './io.ts'
import { handleJoins } from './joins.ts'
import { keepHouse } from './keepHouse.ts'
import { nativeAdapter, type Publish } from './nativeAdapter.ts'
import type { Others } from './others.ts'
import type { Presence } from './presence.ts'
import { handleReading } from './reading.ts'
import { renew } from './renew.ts'
import { handleSending } from './sending.ts'
import { createTyping, type TypingTimes } from './typing.ts'

export type SocketDeps = {
  ctx: ActionContext
  sql: Sql
  feed: Feed
  tokens: AccessTokens
  /** Handshakes and what was missed take turns. */
  turns: Turns
  epoch: () => string
  now: () => number
  log: { error: (fields: object, text: string) => void }
  /** Events of one socket in a minute; null for any number. */
  eventsPerMinute?: number | null
  /** Sockets of one user at the same time; null for any number. */
  socketsPerUser?: number | null
  presence?: Presence
  others: Others
  send: SendMessage
  typingTimes?: TypingTimes
  /** Somebody writes in a room. */
  typed?: (roomId: string) => void
  /** A client is cut off that does not take in what it is sent. */
  slow?: () => void
}

/** How long a connection may take to become a session. */
const HANDSHAKE_MS = 10_000

/** @param shared what several processes hear of each other by; `name` is the same for all of them */
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

const noAuth = Object.freeze({})

/** What clients may do. Thin: each handler names an event and calls one function. */
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

/** Lets sockets in. Nothing is made for each of them that can be made once: they are many. */
export function startSockets(io: Io, deps: SocketDeps) {
  const arrivals = new WeakMap<Client, Arrival>()
  const asked = new WeakSet<Client['conn']>()
  /** Sign-ins that ended lately: a handshake that read its rights before may still be on its way. */
  const endedFamilies = new Set<string>()
  const typing = createTyping({ ...deps, io, times: deps.typingTimes })
  const handle = handleBy(handlersOf(deps, typing))
  const left = function (this: Client) {
    if (this.conn.readyState === 'open') asked.add(this.conn)
    this.data.session.state = 'ended'
    deps.presence?.left(this)
  }
  io.use(
    createHandshake({
      ...deps,
      readAccess: createAccessReader(deps.sql, deps.turns),
      arrivals,
      asked,
    }),
  )
  io.on('connection', (socket) => {
    const arrival = arrivals.get(socket)!
    arrivals.delete(socket)
    if (deps.eventsPerMinute) socket.data.events = createEventBudget(deps.eventsPerMinute)
    if (endedFamilies.has(socket.data.session.familyId)) {
      arrival.watch.end()
      return end(socket, 'signed_out')
    }
    const seen = deps.presence?.arrived(socket) ?? Promise.resolve()
    const arriving = seen.then(() => arrive(deps, socket, arrival))
    const live = arriving.catch((error) => {
      deps.log.error({ error: String(error) }, 'a socket could not catch up')
      cutOff(socket)
    })

    // SECURITY: the token is not kept for longer than it is needed.
    socket.handshake.auth = noAuth
    socket.data.live = live
    socket.data.joined = live
    socket.onAny(handle as never)
    socket.on('disconnect', left)
  })
  const housekeeping = keepHouse(io, deps)
  return {
    /** Ends the sockets of one sign-in, those on their way too. */
    endSessions: ({ familyId, reason }: { familyId: string; reason: string }) => {
      endedFamilies.add(familyId)
      setTimeout(() => endedFamilies.delete(familyId), HANDSHAKE_MS)
      for (const socket of io.of('/').sockets.values())
        if (socket.data.session.familyId === familyId) end(socket, reason)
    },
    stop: () => clearInterval(housekeeping),
  }
}
