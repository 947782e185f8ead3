import {
  type Access,
  accessAfter,
  authorizeJoin,
  endOfSignIn,
  isStaff,
} from '../domain/authorizeJoin.ts'
import { catchUp } from '../feed/catchUp.ts'
import type { Feed } from '../feed/feed.ts'
import type { Sql } from '../store/database.ts'
import type { Turns } from '../turns.ts'
import { end } from './applyAccess.ts'
import { cutOff } from './cutOff.ts'
import { drained, inOneWrite, keepsUp, sendFrame } from './engine.ts'
import type { Arrival } from './handshake.ts'
import type { Client } from './io.ts'
import { EVERYONE, roomTopic, STAFF, userTopic } from './topics.ts'

type Connection = { off: (event: 'close', listener: () => void) => void }
export type ArriveDeps = {
  sql: Sql
  feed: Feed
  turns: Turns
  epoch: () => string
  slow?: () => void
}

/**
 * From the handshake to live: joins rooms where allowed, replays what was missed, then subscribes in the same tick.
 * A change of the user's role on the way ends the replay with `resync_required`. With the end of its session nothing more
 * is written, whatever is still to be told: the connection may outlive it.
 */
export async function arrive(deps: ArriveDeps, socket: Client, arrival: Arrival): Promise<void> {
  const { feed } = deps
  const { known, watch } = arrival
  const { session } = socket.data
  const conn = socket.conn as unknown as Connection
  try {
    await feed.passed(known.position)
    const changes = () => watch.after(known.position)
    const accessNow = () => accessAfter(known.access, changes())
    const exists = (roomId: string) => known.existing.has(roomId)
    const allowed = new Set(
      arrival.rooms.filter((roomId) => authorizeJoin(accessNow(), roomId, exists)),
    )
    const isGone = () => !socket.connected || session.state === 'ended'
    const whyOver = ({ disabled }: Access) =>
      disabled ? 'disabled' : endOfSignIn(changes(), session.familyId)
    const interrupted = () => {
      if (isGone()) return true
      const access = accessNow()
      return access.role !== known.access.role || whyOver(access) !== null
    }

    const goLive = (position: number, replayed: number, resync: string | null) => {
      if (isGone()) return
      const access = accessNow()
      const over = whyOver(access)
      if (over) return end(socket, over)
      if (resync) socket.emit('resync_required', { reason: resync })
      session.role = access.role
      session.state = 'live'
      session.toldPosition = position
      const joined = arrival.rooms.filter(
        (roomId) => allowed.has(roomId) && authorizeJoin(access, roomId, exists),
      )
      socket.join([
        EVERYONE,
        isStaff(access.role) ? STAFF : userTopic(session.userId),
        ...joined.map(roomTopic),
      ])
      const rooms_refused = arrival.rooms.filter((roomId) => !joined.includes(roomId))
      socket.emit('session_ready', {
        user: userOf(access, socket),
        event_id: position,
        epoch: deps.epoch(),
        replayed,
        resync: resync !== null,
        rooms_refused,
      })
    }

    const outdated = whyOutdated(deps, arrival)
    if (outdated) return goLive(feed.position, 0, outdated)
    const cursor = arrival.lastEventId ?? feed.position
    const caughtUp = await catchUp(deps, {
      cursor,
      viewer: {
        userId: session.userId,
        staff: isStaff(known.access.role),
        joined: (roomId) => allowed.has(roomId),
      },
      send: (frame) => sendFrame(conn, frame),
      inOneWrite: (work) => inOneWrite(conn, work),
      keepsUp: () => keepsUp(conn),
      drained: () => drained(conn),
      turn: () => deps.turns.take('begun'),
      interrupted,
      goLive: (position, replayed) => goLive(position, replayed, null),
    })
    if (caughtUp === 'live' || isGone()) return
    if (caughtUp === 'left') {
      deps.slow?.()
      return cutOff(socket)
    }
    goLive(feed.position, 0, caughtUp === 'too_old' ? 'too_old' : 'role_changed')
  } finally {
    watch.end()
    conn.off('close', watch.end)
  }
}

/** Why a cursor can't be continued from; null if it can. */
function whyOutdated({ feed, epoch }: ArriveDeps, arrival: Arrival): string | null {
  const cursor = arrival.lastEventId
  if (cursor === null) return null
  if (arrival.epoch !== null && arrival.epoch !== epoch()) return 'epoch'
  if (cursor > Math.max(feed.position, arrival.known.position)) return 'epoch'
  if (cursor < arrival.known.accessEventId) return 'role_changed'
  return null
}

function userOf(access: Access, socket: Client) {
  const { userId, name, email, lastSeenAt } = socket.data.session
  return {
    id: userId,
    ...(access.role === 'admin' && { email }),
    name,
    role: access.role,
    disabled: false,
    status: 'online' as const,
    last_seen_at: lastSeenAt,
  }
}
