import { noRoom, noRoomFor } from '../actions/noRoom.ts'
import { accessAfter, authorizeJoin, isStaff } from '../domain/authorizeJoin.ts'
import type { Feed } from '../feed/feed.ts'
import { readAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'
import type { Client } from './io.ts'
import { roomTopic } from './topics.ts'

/**
 * Joins a room if its user may read it. The permission is read at one place of the log; the feed passes that place, what
 * it changed since is applied, and the socket subscribes in the same tick: a racing unassignment always wins.
 * @returns the place of the log from which the room's events reach the socket
 * @throws AppError not_found, for what is not there and for what may not be seen alike; who sees where a merged room lives on
 *   is told
 */
export async function joinRoom(
  { sql, feed }: { sql: Sql; feed: Feed },
  socket: Client,
  roomId: string,
): Promise<number> {
  const { session } = socket.data
  const watch = feed.watchAccess()
  try {
    const known = await readAccess(sql, {
      userId: session.userId,
      familyId: session.familyId,
      roomIds: [roomId],
    })
    if (known) await feed.passed(known.position)
    const access = known && accessAfter(known.access, watch.after(known.position))
    const exists = (id: string) => known?.existing.has(id) ?? false
    const isOver = !access || access.disabled || known?.familyRevoked || session.state !== 'live'
    if (isOver) throw noRoom()
    if (!authorizeJoin(access, roomId, exists)) {
      const reader = { id: session.userId, staff: isStaff(access.role) }
      throw exists(roomId) ? noRoom() : await noRoomFor(sql, reader, roomId)
    }
    socket.join(roomTopic(roomId))
    return feed.position
  } finally {
    watch.end()
  }
}
