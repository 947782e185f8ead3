import {
  type Access,
  accessAfter,
  authorizeJoin,
  changesRole,
  endOfSignIn,
  isMergedAway,
  isStaff,
} from '../domain/authorizeJoin.ts'
import { catchUp } from '../feed/catchUp.ts'
import type { Feed } from '../feed/feed.ts'
import type { Turns } from '../limits/turns.ts'
import type { Sql } from '../store/database.ts'
import { end } from './applyAccess.ts'
import { cutOff } from './cutOff.ts'
import type { AcceptedHandshake } from './handshake.ts'
import type { Client } from './io.ts'
import { corked, drained, keepsUp, sendFrame } from './rawSocket.ts'
import { EVERYONE, roomTopic, STAFF, userTopic } from './topics.ts'

type Connection = { off: (event: 'close', listener: () => void) => void }
export type BringLiveDeps = {
  sql: Sql
  feed: Feed
  turns: Turns
  epoch: () => string
  slow?: () => void
}

/**
 * Takes a socket from its handshake to live: checks the requested rooms, replays what was missed, then subscribes in the
 * same tick. If the role changes meanwhile, even for a moment, the replay ends with `resync_required`. Once the session
 * has ended, nothing more is sent, since the connection may still be open.
 */
export async function bringLive(
  deps: BringLiveDeps,
  socket: Client,
  handshake: AcceptedHandshake,
): Promise<void> {
  const { feed } = deps
  const { known, watch } = handshake
  const { session } = socket.data
  const conn = socket.conn as unknown as Connection
  try {
    await feed.passed(known.position)
    const changes = () => watch.after(known.position)
    const accessNow = () => accessAfter(known.access, changes())
    const exists = (roomId: string) =>
      known.existing.has(roomId) && !isMergedAway(changes(), roomId)
    const allowed = new Set(
      handshake.rooms.filter((roomId) => authorizeJoin(accessNow(), roomId, exists)),
    )
    const isGone = () => !socket.connected || session.state === 'ended'
    const whyOver = ({ disabled }: Access) =>
      disabled ? 'disabled' : endOfSignIn(changes(), session.familyId)
    const interrupted = () => {
      if (isGone()) return true
      return changesRole(known.access, changes()) || whyOver(accessNow()) !== null
    }

    const goLive = (position: number, replayed: number, resync: string | null) => {
      if (isGone()) return
      const access = accessNow()
      const over = whyOver(access)
      if (over) return end(socket, over)
      if (resync) socket.emit('resync_required', { reason: resync })
      session.role = access.role
      session.state = 'live'
      session.sentPosition = position
      const joined = handshake.rooms.filter(
        (roomId) => allowed.has(roomId) && authorizeJoin(access, roomId, exists),
      )
      socket.join([
        EVERYONE,
        isStaff(access.role) ? STAFF : userTopic(session.userId),
        ...joined.map(roomTopic),
      ])
      const rooms_refused = handshake.rooms.filter((roomId) => !joined.includes(roomId))
      socket.emit('session_ready', {
        user: userOf(access, socket),
        event_id: position,
        epoch: deps.epoch(),
        replayed,
        resync: resync !== null,
        rooms_refused,
      })
    }

    const outdated = resyncReason(deps, handshake)
    if (outdated) return goLive(feed.position, 0, outdated)
    const cursor = handshake.lastEventId ?? feed.position
    const caughtUp = await catchUp(deps, {
      cursor,
      viewer: {
        userId: session.userId,
        staff: isStaff(known.access.role),
        joined: (roomId) => allowed.has(roomId),
      },
      send: (frame) => sendFrame(conn, frame),
      corked: (work) => corked(conn, work),
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

/** Why a replay can't start from the client's cursor; null if it can. */
function resyncReason({ feed, epoch }: BringLiveDeps, handshake: AcceptedHandshake): string | null {
  const cursor = handshake.lastEventId
  if (cursor === null) return null
  if (handshake.epoch !== null && handshake.epoch !== epoch()) return 'epoch'
  if (cursor > Math.max(feed.position, handshake.known.position)) return 'epoch'
  if (cursor < handshake.known.accessEventId) return 'role_changed'
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
