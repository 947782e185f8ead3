import { isStaff } from '../domain/authorizeJoin.ts'
import type { EventRow } from '../domain/event.ts'
import type { Client, Io } from './io.ts'
import { EVERYONE, roomTopic, STAFF, userTopic } from './topics.ts'

/**
 * Applies the access change of a row right after it was emitted, so that a socket that lost a right has left the topic
 * before the next row. Affects sockets of this process only; every process follows the same log.
 */
export function applyAccess(io: Io, row: EventRow): void {
  if (row.kind === 'agent_unassigned') {
    for (const socket of socketsOf(io, row.data.agent_id)) {
      if (!isStaff(socket.data.session.role)) socket.leave(roomTopic(row.roomId!))
    }
  }
  if (row.kind === 'room_merged')
    io.local.in(roomTopic(row.data.from_room_id)).socketsLeave(roomTopic(row.data.from_room_id))
  if (row.kind === 'sign_in_ended') {
    for (const socket of socketsOf(io, row.data.user_id)) {
      if (row.data.family_ids.includes(socket.data.session.familyId)) end(socket, row.data.reason)
    }
  }
  if (row.kind === 'user_changed') {
    for (const socket of socketsOf(io, row.data.user_id)) {
      if (row.data.disabled) end(socket, 'disabled')
      else if (row.data.role !== socket.data.session.role) changeRole(socket, row.data.role)
    }
  }
}

/** Tells a client why its session is over, and closes the connection. */
export function end(socket: Client, reason: string): void {
  socket.data.session.state = 'ended'
  socket.emit('session_expired', { reason })
  socket.disconnect(true)
}

/** Live sockets of one user. A socket that still catches up checks for access changes itself: see `bringLive`. */
function socketsOf(io: Io, userId: string): Client[] {
  return [...io.of('/').sockets.values()].filter(
    ({ data: { session } }) => session?.userId === userId && session.state === 'live',
  )
}

/** The new role sees other rooms: the socket leaves all topics of the old role, and the client reloads. */
function changeRole(socket: Client, role: Client['data']['session']['role']) {
  const { session } = socket.data
  session.role = role
  for (const topic of socket.rooms) if (topic !== socket.id) socket.leave(topic)
  socket.join([EVERYONE, isStaff(role) ? STAFF : userTopic(session.userId)])
  socket.emit('resync_required', { reason: 'role_changed' })
}
