import { noRoom, noRoomFor } from '../actions/noRoom.ts'
import { accessAfter, authorizeJoin, isMergedAway, isStaff } from '../domain/authorizeJoin.ts'
import type { Feed } from '../feed/feed.ts'
import { readAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'
import type { Client } from './io.ts'
import { roomTopic } from './topics.ts'

/**
 * Joins a room if the socket's user may read it. The permission is read as of one place of the log. Once the feed has
 * passed that place, later changes are applied and the socket subscribes in the same tick, so a concurrent unassignment
 * or merge always wins.
 * @returns the place of the log from which the room's events reach the socket
 * @throws AppError not_found, whether the room does not exist or may not be seen. For a merged room it names the room that
 *   took it over, if the user may see that one
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
    const changes = known ? watch.after(known.position) : []
    const access = known && accessAfter(known.access, changes)
    const exists = (id: string) => (known?.existing.has(id) ?? false) && !isMergedAway(changes, id)
    const isOver = !access || access.disabled || known?.familyRevoked || session.state !== 'live'
    if (isOver) throw noRoom()
    if (!authorizeJoin(access, roomId, exists)) {
      const reader = { id: session.userId, staff: isStaff(access.role) }
      throw await noRoomFor(sql, reader, roomId)
    }
    socket.join(roomTopic(roomId))
    return feed.position
  } finally {
    watch.end()
  }
}
